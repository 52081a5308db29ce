import * as v from "valibot";
import { intensitySchema, overNonZero } from "./intensity.ts";
import { resampling } from "./resampling.ts";
import { distinct, finite, nonEmpty, positive, positiveInteger } from "./schema-parts.ts";
import { shapeFitsLayout, tensorEntries, toItemSize } from "./tensor.ts";

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
    /**
     * The box that is left of the series before its statistics are taken and its grid is made: that of all voxels other
     * than 0. Beyond it lies background.
     */
    crop: v.optional(v.literal("non-zero")),
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
    ({ layout, resampling: { inPlane } }) => layout.length === 4 || inPlane !== "fit-field-of-view",
    'A three-dimensional input needs the resampling "target-spacing" or "target-grid"',
  ),
  v.check(
    ({ crop, intensity, resampling: { inPlane } }) =>
      inPlane === "target-grid" || (crop === undefined && !overNonZero(intensity)),
    'Cropping to the voxels other than 0, and statistics over these, need the resampling "target-grid"',
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
export type TargetGrid = Extract<NetworkInput["resampling"], { inPlane: "target-grid" }>;
