import * as v from "valibot";
import { AutosegError } from "../errors.ts";
import type { Segment } from "../volume/index.ts";

const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.gtValue(0));
const nonEmpty = v.pipe(v.string(), v.nonEmpty());
const sha256Hex = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/, "Expected a SHA-256 as 64 lower-case hexadecimal digits"),
);
const fileName = v.pipe(
  v.string(),
  v.regex(/^[\w.-]+$/, "Expected a file name beside the manifest, without folders"),
);
/** Batch, channels, rows, columns. */
const nchwShape = v.strictTuple([positiveInteger, positiveInteger, positiveInteger, positiveInteger]);

const code = v.strictObject({
  codeValue: v.pipe(nonEmpty, v.maxLength(16)),
  codingSchemeDesignator: v.pipe(nonEmpty, v.maxLength(16)),
  codeMeaning: v.pipe(nonEmpty, v.maxLength(64)),
});

const modelSegment = v.strictObject({
  /** Channel of the output that stands for the segment, and its label value; channel 0 is background. */
  value: v.pipe(byte, v.minValue(1)),
  label: v.pipe(nonEmpty, v.maxLength(64)),
  /** sRGB, 0..255 each. */
  color: v.strictTuple([byte, byte, byte]),
  category: code,
  type: code,
  typeModifier: v.optional(code),
  anatomicRegion: v.optional(code),
});

const input = v.strictObject({
  name: nonEmpty,
  layout: v.literal("NCHW"),
  shape: nchwShape,
  plane: v.picklist(["axial", "coronal", "sagittal"]),
  /** DICOM Modality the model was trained on. */
  modality: nonEmpty,
  /** Channels are this many slices, from inferior (posterior, right) to superior, this far apart. */
  adjacentSlices: v.strictObject({
    count: v.pipe(
      positiveInteger,
      v.check((count) => count % 2 === 1, "Expected an odd number of slices"),
    ),
    distanceMm: positive,
  }),
  /** Values are clipped to the window and mapped linearly to `outputRange`. */
  intensity: v.strictObject({
    kind: v.literal("window"),
    lowerHu: v.number(),
    upperHu: v.number(),
    outputRange: v.strictTuple([v.number(), v.number()]),
  }),
  /** The whole slice, centred, at one spacing in both directions, as fine as fits but no finer than the minimum. */
  resampling: v.strictObject({ inPlane: v.literal("fit-field-of-view"), minimumSpacingMm: positive }),
});

const schema = v.pipe(
  v.strictObject({
    schemaVersion: v.literal(1),
    name: v.pipe(
      v.string(),
      v.regex(/^[a-z0-9][a-z0-9-]*$/, "Expected lower-case letters, digits and hyphens"),
    ),
    version: nonEmpty,
    title: v.pipe(nonEmpty, v.maxLength(64)),
    architecture: nonEmpty,
    description: v.string(),
    intendedUse: v.literal("research"),
    weights: v.strictObject({
      file: fileName,
      precision: v.picklist(["float32", "float16"]),
      sizeBytes: positiveInteger,
      sha256: sha256Hex,
    }),
    input,
    output: v.strictObject({
      name: nonEmpty,
      layout: v.literal("NCHW"),
      shape: nchwShape,
      activation: v.picklist(["softmax"]),
    }),
    segments: v.pipe(v.array(modelSegment), v.minLength(1)),
    postprocessing: v.array(
      v.strictObject({
        operation: v.literal("keep-largest-component"),
        values: v.pipe(v.array(byte), v.minLength(1)),
      }),
    ),
    /** What the numeric check must give: logits at some indices of the output, for the check's own input. */
    reference: v.optional(
      v.strictObject({
        indices: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(1)),
        logits: v.array(v.number()),
        tolerance: positive,
      }),
    ),
    data: v.array(v.looseObject({ name: nonEmpty, licence: nonEmpty })),
    licence: nonEmpty,
    evidence: v.looseObject({}),
  }),
  v.check(
    ({ input: { shape, adjacentSlices } }) => shape[0] === 1 && shape[1] === adjacentSlices.count,
    "input.shape must be [1, adjacentSlices.count, rows, columns]",
  ),
  v.check(
    ({ input: { shape }, output }) =>
      output.shape[0] === 1 && output.shape[2] === shape[2] && output.shape[3] === shape[3],
    "output.shape must have the rows and columns of input.shape",
  ),
  v.check(
    ({ reference, output }) =>
      reference === undefined ||
      (reference.indices.length === reference.logits.length &&
        reference.indices.every((index) => index < output.shape[1] * output.shape[2] * output.shape[3])),
    "reference must have one logit for every index, and indices within the output",
  ),
  v.check(
    ({ input: { intensity } }) => intensity.upperHu > intensity.lowerHu,
    "input.intensity.upperHu must lie above lowerHu",
  ),
  v.check(
    ({ segments, output }) => segments.every(({ value }) => value < output.shape[1]),
    "Every segment's value must be a channel of the output",
  ),
  v.check(
    ({ segments }) => new Set(segments.map(({ value }) => value)).size === segments.length,
    "Two segments have the same value",
  ),
);

/** All that is needed to run a model and to export what it finds; the file beside the weights. */
export type ModelManifest = v.InferOutput<typeof schema>;

/**
 * A manifest from parsed JSON.
 * @throws AutosegError `invalid-manifest` naming the first key that is wrong, what it should be and what was found.
 */
export function parseManifest(json: unknown, location: string): ModelManifest {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? "";
  throw new AutosegError(
    "invalid-manifest",
    `The model manifest ${location} cannot be used: ${path ? `"${path}": ` : ""}${issue.message}. Mend the manifest or choose another model.`,
    { path },
  );
}

/** The segments a model draws, as they are described in a label map and in DICOM-SEG. */
export function toSegments(manifest: ModelManifest): Segment[] {
  return manifest.segments.map(({ value, label, color, category, type, typeModifier, anatomicRegion }) => ({
    segmentNumber: value,
    label,
    color,
    category,
    type,
    ...(typeModifier && { typeModifier }),
    ...(anatomicRegion && { anatomicRegion }),
    algorithmType: "AUTOMATIC",
    algorithmName: manifest.name,
    algorithmVersion: manifest.version,
  }));
}
