import * as v from "valibot";
import { positive } from "./schema-parts.ts";

const interpolation = v.picklist(["cubic", "linear", "nearest"]);

/** How much each voxel of a patch counts where patches overlap. */
const weights = v.variant("kind", [
  v.strictObject({ kind: v.literal("constant") }),
  v.strictObject({
    kind: v.literal("gaussian"),
    /** Standard deviation along each axis, as a part of the patch. */
    sigma: positive,
    /** Where it is highest along `n` voxels: at (n - 1) / 2, or at the voxel n / 2 rounded down. */
    centre: v.picklist(["middle", "voxel"]),
    /** Its highest value; 1 where this is left out. */
    peak: v.optional(positive),
    /** What its values are rounded to. */
    precision: v.optional(v.picklist(["float16", "float32"])),
    /** What lower values are raised to; `"lowest"`: what was rounded to 0, to the lowest value above it. */
    floor: v.optional(v.union([v.literal("lowest"), positive], 'Expected a positive number or "lowest"')),
  }),
]);

const overlap = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9));

/** How the grid of a series becomes the one that a network sees, and the way back. */
export const resampling = v.variant("inPlane", [
  /** The whole slice, centred, at one spacing in both directions, as fine as fits but no finer than the minimum. */
  v.strictObject({ inPlane: v.literal("fit-field-of-view"), minimumSpacingMm: positive }),
  /** One spacing for every series. */
  v.strictObject({
    inPlane: v.literal("target-spacing"),
    spacingMm: positive,
    throughPlaneSpacingMm: v.optional(positive),
    /** What becomes of a series larger than the input: tiles cover it, or what lies beyond the input is background. */
    whenLarger: v.optional(v.picklist(["tile", "crop"])),
    overlap: v.optional(overlap),
  }),
  /** The whole volume on a grid of its own, made once, in the steps of other programs. */
  v.pipe(
    v.strictObject({
      inPlane: v.literal("target-grid"),
      /** Of columns, rows and slices; of two numbers, slices stay those of the series. */
      spacingMm: v.union(
        [v.strictTuple([positive, positive]), v.strictTuple([positive, positive, positive])],
        "Expected two or three positive numbers: columns, rows and, where they are resampled too, slices",
      ),
      /** What both grids have in common: their outer edges, the centres of their first and last voxels, or of the first. */
      align: v.picklist(["edges", "centres", "first-voxel"]),
      interpolation,
      /**
       * An axis of which the voxels are more than `anisotropy` times as long as the shortest is resampled by itself, after
       * the others; the series' spacing counts before the model's, on the way back the model's first.
       */
      separateAxis: v.optional(
        v.strictObject({ anisotropy: v.pipe(v.number(), v.minValue(1)), interpolation }),
      ),
      /** Whether grey values are resampled as they are, and mapped (and cropped) afterwards. */
      first: v.optional(v.picklist(["intensity", "resampling"])),
      /** Drops the fraction of resampled grey values. */
      round: v.optional(v.literal("towards-zero")),
      tiles: v.strictObject({
        overlap,
        /** Spread evenly; or each the same distance from the one before, the last moved back inside. */
        placement: v.picklist(["spread", "stepped"]),
        weights,
        /** What sums over tiles are rounded to after every tile; float32 where this is left out. */
        sums: v.optional(v.picklist(["float16", "float32"])),
      }),
      /** What is resampled to the series' own grid, and how. */
      back: v.strictObject({
        values: v.picklist(["averaged", "probabilities"]),
        interpolation: v.picklist(["linear", "nearest"]),
        /** What resampled values are rounded to before they are compared; they are not where this is left out. */
        precision: v.optional(v.literal("float16")),
      }),
    }),
    v.check(
      ({ round, first }) => round === undefined || first === "resampling",
      'Only grey values can be rounded: "round" needs "first": "resampling"',
    ),
  ),
]);
