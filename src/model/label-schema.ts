import * as v from "valibot";
import {
  byte,
  distinct,
  identifier,
  label,
  nonEmpty,
  positive,
  positiveInteger,
  range,
  wholeNumber,
} from "./schema-parts.ts";

const code = v.strictObject({
  codeValue: v.pipe(nonEmpty, v.maxLength(16)),
  codingSchemeDesignator: nonEmpty,
  codeMeaning: nonEmpty,
});

const modelSegment = v.strictObject({
  /** Label value; the SegmentNumber in DICOM-SEG. */
  value: v.pipe(label, v.minValue(1, "Background (0) is no segment, and never a thing: values begin at 1")),
  /** Channel of the output for this segment; the number in `value` if left out. */
  channel: v.optional(wholeNumber),
  /** In a model in parts: the network that finds it. */
  network: v.optional(identifier),
  /** For a sigmoid: the probability at which a voxel belongs to the segment; 0.5 if left out. */
  threshold: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  /** Logits are divided by this to obtain probabilities; 1 if left out. Labels do not depend on it. */
  temperature: v.optional(positive),
  label: nonEmpty,
  /** sRGB, 0 to 255 each. */
  color: v.strictTuple([byte, byte, byte]),
  category: code,
  type: code,
  typeModifier: v.optional(code),
  anatomicRegion: v.optional(code),
  /** Whether its instances are counted; if left out, its codes decide: lesions are things. */
  panoptic: v.optional(v.picklist(["thing", "stuff"])),
  /** For a thing: how touching instances are separated. */
  instances: v.optional(v.strictObject({ splitDepthMm: positive, smallestMl: v.optional(positive) })),
});

/** Values of segments. */
export const labelValues = v.pipe(v.array(label), v.minLength(1), distinct("value"));

/** A dense conditional random field (docs/manifest.md): standard deviations of its Gaussian kernels, and their weights. */
const denseCrf = v.strictObject({
  operation: v.literal("dense-crf"),
  values: labelValues,
  /** Within each slice of the model's plane, or in the volume. */
  dimensions: v.picklist([2, 3]),
  appearance: v.strictObject({
    weight: positive,
    distanceMm: positive,
    /** For values scaled to 0..1. */
    intensity: positive,
  }),
  smoothness: v.strictObject({ weight: positive, distanceMm: positive }),
  iterations: v.pipe(positiveInteger, v.maxValue(100)),
  /** Image values mapped to 0 and 1; the series' 1st and 99th percentile if left out. */
  intensityRange: v.optional(range),
});

/** One postprocessing step, applied to the whole label map. */
const operation = v.variant("operation", [
  v.strictObject({
    operation: v.literal("keep-largest-component"),
    values: labelValues,
    /** Whether voxels connect through faces only (6), or through edges and corners too (26). */
    neighbours: v.optional(v.picklist([6, 26])),
  }),
  v.strictObject({
    operation: v.literal("remove-small-components"),
    values: labelValues,
    smallerThanMl: positive,
    becomes: v.optional(label),
  }),
  v.strictObject({ operation: v.literal("keep-touching"), values: labelValues, touching: labelValues }),
  v.strictObject({ operation: v.literal("fill-holes"), values: labelValues }),
  denseCrf,
]);

/** What a model finds, and how its labels are postprocessed. */
export const labelEntries = {
  segments: v.pipe(
    v.array(modelSegment),
    v.minLength(1),
    v.check(
      (segments) => new Set(segments.map(({ value }) => value)).size === segments.length,
      "Two segments have the same value",
    ),
  ),
  postprocessing: v.array(operation),
};
