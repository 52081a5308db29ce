import * as v from "valibot";
import { finite, positive, range } from "./schema-parts.ts";

const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

const aboveValue = v.strictObject({ aboveValue: finite });
const abovePercentile = v.strictObject({ abovePercentile: percent });
/**
 * Statistics over voxels other than 0, with or without the holes that they enclose in three dimensions; everything else
 * becomes 0. With several series, either each uses its own voxels, or all use those at which any series is not 0.
 */
const nonZero = v.strictObject({
  nonZero: v.picklist(["filled", "voxels"]),
  of: v.optional(v.picklist(["each-series", "any-series"])),
});

/** The voxels over which percentiles are computed; all by default. */
const over = v.optional(
  v.union(
    [aboveValue, abovePercentile],
    'Expected { "aboveValue": number } or { "abovePercentile": number }',
  ),
);

/** How a voxel's value becomes the network's input. */
export const intensitySchema = v.variant("kind", [
  /** Clipped to a window in Hounsfield units, which is mapped linearly to `outputRange`. */
  v.pipe(
    v.strictObject({ kind: v.literal("window"), lowerHu: finite, upperHu: finite, outputRange: range }),
    v.check(({ lowerHu, upperHu }) => upperHu > lowerHu, "upperHu must lie above lowerHu"),
  ),
  /** Fixed numbers: clipped, minus `subtract`, divided by `divideBy`. */
  v.strictObject({
    kind: v.literal("fixed"),
    clip: v.optional(range),
    subtract: finite,
    divideBy: positive,
  }),
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
   * The median of the voxels above the series' mean (in a head, mostly brain) is mapped to the fraction `median` of
   * `outputRange`, the percentile `lower` of all voxels to its start; values beyond are clipped.
   */
  v.strictObject({
    kind: v.literal("foreground"),
    lower: percent,
    median: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
    outputRange: range,
  }),
  /** Shifted and scaled to mean 0 and standard deviation 1 over the series. */
  v.strictObject({
    kind: v.literal("z-score"),
    over: v.optional(
      v.union(
        [aboveValue, abovePercentile, nonZero],
        'Expected { "aboveValue": number }, { "abovePercentile": number } or { "nonZero": "filled" or "voxels" }',
      ),
    ),
    clip: v.optional(range),
    outside: v.optional(finite),
  }),
]);

/** Whether statistics are taken over non-zero voxels, and how these are chosen. */
export function overNonZero(
  one: v.InferOutput<typeof intensitySchema>,
): v.InferOutput<typeof nonZero> | undefined {
  return one.kind === "z-score" && one.over && "nonZero" in one.over ? one.over : undefined;
}
