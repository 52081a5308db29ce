import * as v from "valibot";
import { distinct, finite, nonEmpty, positive, positiveInteger, range } from "./schema-parts.ts";
import { shapeFitsLayout, tensorEntries, toItemSize } from "./tensor.ts";

const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

/** The voxels of a series that its statistics are taken over; all of them where this is left out. */
const over = v.optional(
  v.union(
    [v.strictObject({ aboveValue: finite }), v.strictObject({ abovePercentile: percent })],
    'Expected { "aboveValue": number } or { "abovePercentile": number }',
  ),
);

export const intensitySchema = v.variant("kind", [
  /** Clipped to the window in Hounsfield units, which is mapped linearly to `outputRange`. */
  v.pipe(
    v.strictObject({ kind: v.literal("window"), lowerHu: finite, upperHu: finite, outputRange: range }),
    v.check(({ lowerHu, upperHu }) => upperHu > lowerHu, "upperHu must lie above lowerHu"),
  ),
  /** Clipped to two percentiles of the series, which are mapped linearly to `outputRange`. */
  v.pipe(
    v.strictObject({
      kind: v.literal("percentile"),
      lower: percent,
      upper: percent,
      over,
      clip: v.optional(v.boolean()),
      outputRange: range,
    }),
    v.check(({ lower, upper }) => upper > lower, "upper must lie above lower"),
  ),
  /**
   * The median of the voxels above the series' mean, in a head mostly brain, is mapped to the part `median` of
   * `outputRange`, the percentile `lower` of all voxels to its start; what lies beyond is clipped.
   */
  v.strictObject({
    kind: v.literal("foreground"),
    lower: percent,
    median: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
    outputRange: range,
  }),
  /** The series' mean becomes 0 and its standard deviation 1. */
  v.strictObject({
    kind: v.literal("z-score"),
    over,
    clip: v.optional(range),
    outside: v.optional(finite),
  }),
]);

const resampling = v.variant("inPlane", [
  /** The whole slice, centred, at one spacing in both directions, as fine as fits but no finer than the minimum. */
  v.strictObject({ inPlane: v.literal("fit-field-of-view"), minimumSpacingMm: positive }),
  /** One spacing for every series. */
  v.strictObject({
    inPlane: v.literal("target-spacing"),
    spacingMm: positive,
    throughPlaneSpacingMm: v.optional(positive),
    /** What becomes of a series larger than the input: tiles cover it, or what lies beyond the input is background. */
    whenLarger: v.optional(v.picklist(["tile", "crop"])),
    overlap: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9))),
  }),
]);

const direction = v.picklist(["L", "R", "P", "A", "S", "I"]);

/** Where a tensor's slices lie in the patient, and which way its columns, rows and slices run. */
export const planeEntries = {
  plane: v.picklist(["axial", "coronal", "sagittal", "acquired"]),
  /** Where the plane's own directions (docs/manifest.md) are not the network's. */
  axes: v.optional(v.strictObject({ columns: direction, rows: direction, slices: direction })),
};

const patientAxes = { L: "x", R: "x", P: "y", A: "y", S: "z", I: "z" } as const;
const normals = { axial: "z", coronal: "y", sagittal: "x" } as const;

/** Holds `axes` against each other and against the plane. */
export function axesFitPlane<
  Placed extends v.InferOutput<v.StrictObjectSchema<typeof planeEntries, undefined>>,
>() {
  return v.check<Placed, string>(({ plane, axes }) => {
    if (!axes) return true;
    if (plane === "acquired") return false;
    const { columns, rows, slices } = axes;
    const used = [columns, rows, slices].map((letter) => patientAxes[letter]);
    return new Set(used).size === 3 && patientAxes[slices] === normals[plane];
  }, 'Its axes must run along three different patient axes, the slices across the plane; "acquired" has none');
}

/** Inputs beside the image. */
const extraInput = v.variant("kind", [
  /** Where each pixel lies: millimetres from the series' centre in each of `directions`, divided by `dividedByMm`. */
  v.pipe(
    v.strictObject({
      kind: v.literal("coordinates"),
      ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC"),
      directions: v.pipe(v.array(direction), v.minLength(1)),
      dividedByMm: positive,
    }),
    shapeFitsLayout(),
    v.check(
      (tensor) => toItemSize(tensor).channels === tensor.directions.length,
      "It needs one channel for each of its directions",
    ),
  ),
  /** The same number everywhere. */
  v.pipe(
    v.strictObject({
      kind: v.literal("constant"),
      ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC"),
      value: finite,
    }),
    shapeFitsLayout(),
  ),
]);

/** How a series becomes the input of a network. */
export const inputSchema = v.pipe(
  v.strictObject({
    ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC"),
    ...planeEntries,
    /** DICOM Modality the model was trained on. */
    modality: nonEmpty,
    /** The channels of a two-dimensional input: this many slices, this far apart, along the slices' direction. */
    adjacentSlices: v.optional(
      v.strictObject({
        count: v.pipe(
          positiveInteger,
          v.check((count) => count % 2 === 1, "Expected an odd number of slices"),
        ),
        distanceMm: positive,
      }),
    ),
    intensity: intensitySchema,
    resampling,
    /** Axes along which the input is mirrored too; the answers of all combinations are averaged. */
    mirrors: v.optional(
      v.pipe(v.array(v.picklist(["columns", "rows", "slices"])), v.minLength(1), distinct("axis")),
    ),
    extraInputs: v.optional(v.array(extraInput)),
  }),
  shapeFitsLayout(),
  v.check(
    ({ layout, adjacentSlices }) => layout.length === 4 || adjacentSlices === undefined,
    "adjacentSlices are the channels of a two-dimensional input; a three-dimensional one sees its neighbours anyway",
  ),
  v.check(
    (input) => toItemSize(input).channels === (input.adjacentSlices?.count ?? 1),
    "Its shape must have as many channels as adjacentSlices.count, or 1 without",
  ),
  v.check(
    ({ layout, resampling: { inPlane } }) => layout.length === 4 || inPlane === "target-spacing",
    'A three-dimensional input needs the resampling "target-spacing"',
  ),
  axesFitPlane(),
  v.check((input) => {
    const { slices, rows, columns } = toItemSize(input);
    return (input.extraInputs ?? []).every((extra) => {
      const size = toItemSize(extra);
      return size.slices === slices && size.rows === rows && size.columns === columns;
    });
  }, "Every extra input must have the slices, rows and columns of the input"),
);

export type NetworkInput = v.InferOutput<typeof inputSchema>;
export type Intensity = NetworkInput["intensity"];
export type ExtraInput = NonNullable<NetworkInput["extraInputs"]>[number];
