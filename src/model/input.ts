import * as v from "valibot";
import { intensitySchema, overNonZero } from "./intensity.ts";
import { resampling } from "./resampling.ts";
import { distinct, finite, nonEmpty, positive, positiveInteger, wholeNumber } from "./schema-parts.ts";
import { shapeFitsLayout, tensorEntries, toItemSize } from "./tensor.ts";

const direction = v.picklist(["L", "R", "P", "A", "S", "I"]);

/** The plane of a tensor's slices, and the directions of its columns, rows and slices. */
export const planeEntries = {
  plane: v.picklist(["axial", "coronal", "sagittal", "acquired"]),
  /** Given where the network's directions differ from the plane's usual ones (docs/manifest.md). */
  axes: v.optional(v.strictObject({ columns: direction, rows: direction, slices: direction })),
};

const patientAxes = { L: "x", R: "x", P: "y", A: "y", S: "z", I: "z" } as const;
const normals = { axial: "z", coronal: "y", sagittal: "x" } as const;

/** Checks `axes` against each other and against the plane. */
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

/** Inputs besides the image. */
const extraInput = v.variant("kind", [
  /** The position of each pixel: millimetres from the centre of the series along each of `directions`, divided by `dividedByMm`. */
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
  /** A constant. */
  v.pipe(
    v.strictObject({
      kind: v.literal("constant"),
      ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC"),
      value: finite,
    }),
    shapeFitsLayout(),
  ),
]);

/** One of several series of a patient that the network receives as channels. */
const channelSeries = v.strictObject({
  name: v.pipe(nonEmpty, v.regex(/^[^=]*$/, 'Expected a name without "="')),
  /** The input's own if left out. */
  modality: v.optional(nonEmpty),
  intensity: v.optional(intensitySchema),
});

/** How a series becomes a network's input. */
export const inputSchema = v.pipe(
  v.strictObject({
    ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC"),
    ...planeEntries,
    /** DICOM Modality that the model was trained on. */
    modality: nonEmpty,
    /** Makes the channels of a two-dimensional input: this many slices, this far apart. */
    adjacentSlices: v.optional(
      v.strictObject({
        count: v.pipe(
          positiveInteger,
          v.check((count) => count % 2 === 1, "Expected an odd number of slices"),
        ),
        distanceMm: positive,
      }),
    ),
    /** The series of a patient that form the channels, in order; a single series if left out. */
    series: v.optional(
      v.pipe(
        v.array(channelSeries),
        v.minLength(2, "Expected two series or more; one alone needs no name"),
        v.check(
          (series) => new Set(series.map(({ name }) => name)).size === series.length,
          "Expected no name twice",
        ),
      ),
    ),
    /**
     * Channels after the image: one per label of the model before, 1 where the label lies, else 0. On the target grid, the
     * label with the largest share of a voxel wins (linear interpolation).
     */
    labels: v.optional(v.pipe(v.array(wholeNumber), v.minLength(1), distinct("label"))),
    /**
     * Crops the series to the bounding box of all voxels other than 0, before statistics are computed and the grid is made.
     * Everything outside becomes background.
     */
    crop: v.optional(v.literal("non-zero")),
    intensity: intensitySchema,
    resampling,
    /** Axes along which the input is also mirrored; the outputs of all combinations are averaged. */
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
    ({ series, adjacentSlices }) => series === undefined || adjacentSlices === undefined,
    "The channels are several series or adjacentSlices of one, not both",
  ),
  v.check(
    (input) =>
      toItemSize(input).channels ===
      (input.series?.length ?? input.adjacentSlices?.count ?? 1) + (input.labels?.length ?? 0),
    "Its shape must have as many channels as there are series (1 where none are named) or adjacentSlices.count, and labels",
  ),
  v.check(
    ({ layout, resampling: { inPlane } }) => layout.length === 4 || inPlane !== "fit-field-of-view",
    'A three-dimensional input needs the resampling "target-spacing" or "target-grid"',
  ),
  v.check(
    (input) =>
      input.resampling.inPlane === "target-grid" ||
      (input.crop === undefined &&
        input.labels === undefined &&
        !seriesOf(input).some(({ intensity }) => overNonZero(intensity))),
    'Cropping to the voxels other than 0, statistics over these, and labels need the resampling "target-grid"',
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

/** A series that a network receives: its name, and how its grey values are normalised. */
export interface ChannelSeries {
  readonly name: string;
  readonly modality: string;
  readonly intensity: v.InferOutput<typeof intensitySchema>;
}

/** The series that form an input, in the order of its channels; a single series is named by its modality. */
export function seriesOf({
  series,
  modality,
  intensity,
}: {
  readonly series?: readonly v.InferOutput<typeof channelSeries>[] | undefined;
  readonly modality: string;
  readonly intensity: ChannelSeries["intensity"];
}): readonly ChannelSeries[] {
  return series
    ? series.map((one) => ({
        name: one.name,
        modality: one.modality ?? modality,
        intensity: one.intensity ?? intensity,
      }))
    : [{ name: modality, modality, intensity }];
}

export type NetworkInput = v.InferOutput<typeof inputSchema>;
export type Intensity = NetworkInput["intensity"];
export type ExtraInput = NonNullable<NetworkInput["extraInputs"]>[number];
export type TargetGrid = Extract<NetworkInput["resampling"], { inPlane: "target-grid" }>;
