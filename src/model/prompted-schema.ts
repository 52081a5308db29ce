import * as v from "valibot";
import { intensitySchema, overNonZero } from "./intensity.ts";
import { describedEntries } from "./manifest-schema.ts";
import { outputFitsInput, referenceSchema, weightsSchema } from "./network.ts";
import {
  decoderSchema,
  encodedImageSchema,
  encoderSchema,
  findRoleFault,
  promptsSchema,
} from "./prompt-roles.ts";
import { nonEmpty, positive } from "./schema-parts.ts";
import { shapeFitsLayout, tensorEntries } from "./tensor.ts";

/** How grey values are normalised, by DICOM Modality; `default` applies to modalities not listed. */
const intensity = v.pipe(
  v.record(nonEmpty, intensitySchema),
  v.check((byModality) => Object.keys(byModality).length > 0, 'Expected a modality, or "default"'),
  v.check(
    ({ default: other }) => other?.kind !== "window",
    'A window is in Hounsfield units, which only CT has. "default" takes another kind',
  ),
  v.check(
    (byModality) => Object.values(byModality).every((one) => overNonZero(one) === undefined),
    "Statistics over the voxels other than 0 need a target grid, which a prompted model has not",
  ),
);

const tensor = v.pipe(v.strictObject(tensorEntries("NCHW")), shapeFitsLayout());

const patchParts = v.strictObject({
  weights: weightsSchema,
  /** A slice between its two neighbours, `[1, 3, side, side]`. */
  input: tensor,
  /** Where the user pointed at the object, where outside it, and the probability so far, `[1, 3, side, side]`. */
  prompt: tensor,
  /** The logit of the object, `[1, 1, side, side]`. */
  output: tensor,
  /** Millimetres per pixel that a patch may have, finest first. */
  scalesMm: v.pipe(
    v.array(positive),
    v.minLength(1),
    v.check(
      (scales) => scales.every((scale, n) => n === 0 || scale > scales[n - 1]!),
      "Expected rising scales",
    ),
  ),
  /** Distance from a slice to its neighbours, rounded to whole slices, at least one. */
  sliceDistanceMm: positive,
  reference: referenceSchema,
});
type PatchParts = v.InferOutput<typeof patchParts>;
const [sameSize, sameBatch, referenceWithin] = outputFitsInput<PatchParts>();

/** A network on square patches of a slice. */
const patchNetwork = v.pipe(
  patchParts,
  sameSize,
  sameBatch,
  referenceWithin,
  v.check(
    ({ input, prompt, output }) => [input, prompt, output].map(({ shape }) => shape[1]).join() === "3,3,1",
    "Expected 3 channels of the input, 3 of the prompt and 1 of the output",
  ),
  v.check(
    ({ input: { shape }, prompt }) => shape[2] === shape[3] && shape.join() === prompt.shape.join(),
    "Expected an input that is square, and a prompt of the same shape",
  ),
);

const commonEntries = { ...describedEntries, kind: v.literal("prompted"), intensity };

/** A model of one network that receives patches at a physical size, such as `click-any`. */
export const patchManifestSchema = v.strictObject({ ...commonEntries, network: patchNetwork });

/** A model that encodes a slice once and decodes it for each prompt, such as SAM and its relatives. */
export const encodedManifestSchema = v.pipe(
  v.strictObject({
    ...commonEntries,
    image: encodedImageSchema,
    prompts: promptsSchema,
    encoder: encoderSchema,
    decoder: decoderSchema,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const fault = dataset.typed ? findRoleFault(dataset.value) : undefined;
    if (fault) addIssue({ message: fault });
  }),
);

/** All that is needed to run a prompted model; the file beside the weights. */
export interface PatchManifest extends v.InferOutput<typeof patchManifestSchema> {}
export interface EncodedManifest extends v.InferOutput<typeof encodedManifestSchema> {}
export type PromptedManifest = PatchManifest | EncodedManifest;
