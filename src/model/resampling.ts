import * as v from "valibot";
import { positive } from "./schema-parts.ts";

const interpolation = v.picklist(["cubic", "linear", "nearest"]);

/** The weight of each voxel of a patch where patches overlap. */
const weights = v.variant("kind", [
  v.strictObject({ kind: v.literal("constant") }),
  v.strictObject({
    kind: v.literal("gaussian"),
    /** Standard deviation along each axis, as a fraction of the patch. */
    sigma: positive,
    /** Where the maximum lies along `n` voxels: at (n - 1) / 2, or at voxel floor(n / 2). */
    centre: v.picklist(["middle", "voxel"]),
    /** The maximum; 1 if left out. */
    peak: v.optional(positive),
    /** The precision to which the weights are rounded. */
    precision: v.optional(v.picklist(["float16", "float32"])),
    /** Lower bound of the weights; `"lowest"` raises those rounded to 0 to the smallest positive weight. */
    floor: v.optional(v.union([v.literal("lowest"), positive], 'Expected a positive number or "lowest"')),
  }),
]);

const overlap = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9));

/** How the grid of a series is resampled to the network's grid, and back. */
export const resampling = v.variant("inPlane", [
  /** The whole slice, centred, with one spacing in both directions: as fine as fits, but no finer than the minimum. */
  v.strictObject({ inPlane: v.literal("fit-field-of-view"), minimumSpacingMm: positive }),
  /** The same spacing for every series. */
  v.strictObject({
    inPlane: v.literal("target-spacing"),
    spacingMm: positive,
    throughPlaneSpacingMm: v.optional(positive),
    /** If a series is larger than the input: cover it with tiles, or treat what lies beyond the input as background. */
    whenLarger: v.optional(v.picklist(["tile", "crop"])),
    overlap: v.optional(overlap),
  }),
  /** The whole volume on a grid of its own, resampled once, in the same steps as other programs. */
  v.pipe(
    v.strictObject({
      inPlane: v.literal("target-grid"),
      /** For columns, rows and slices; with two numbers, slices stay as in the series. */
      spacingMm: v.union(
        [v.strictTuple([positive, positive]), v.strictTuple([positive, positive, positive])],
        "Expected two or three positive numbers: columns, rows and, where they are resampled too, slices",
      ),
      /** What both grids share: their outer edges, the centres of their first and last voxels, or the centre of the first. */
      align: v.picklist(["edges", "centres", "first-voxel"]),
      interpolation,
      /**
       * An axis whose voxels are more than `anisotropy` times as long as the shortest is resampled separately, after the
       * others.
       * Decided by the series' spacing first, then the model's; on the way back the model's first.
       */
      separateAxis: v.optional(
        v.strictObject({ anisotropy: v.pipe(v.number(), v.minValue(1)), interpolation }),
      ),
      /** Which comes first: the intensity mapping (with the crop), or resampling. */
      first: v.optional(v.picklist(["intensity", "resampling"])),
      /** Truncates resampled grey values to integers. */
      round: v.optional(v.literal("towards-zero")),
      tiles: v.strictObject({
        overlap,
        /** Evenly spread; or at a fixed step, the last tile moved back inside. */
        placement: v.picklist(["spread", "stepped"]),
        weights,
        /** The precision to which sums over tiles are rounded after every tile; float32 if left out. */
        sums: v.optional(v.picklist(["float16", "float32"])),
      }),
      /** What is resampled back to the series' grid, and how. */
      back: v.strictObject({
        values: v.picklist(["averaged", "probabilities"]),
        interpolation: v.picklist(["linear", "nearest"]),
        /** The precision to which resampled values are rounded before they are compared; not rounded if left out. */
        precision: v.optional(v.literal("float16")),
      }),
    }),
    v.check(
      ({ round, first }) => round === undefined || first === "resampling",
      'Only grey values can be rounded: "round" needs "first": "resampling"',
    ),
  ),
]);
