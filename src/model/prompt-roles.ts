import * as v from "valibot";
import { weightsSchema } from "./network.ts";
import { finite, nonEmpty, positive, positiveInteger } from "./schema-parts.ts";

/** How a slice becomes the image of an encoder. */
export const encodedImageSchema = v.pipe(
  v.strictObject({
    /** Rows of the encoder's image. */
    rows: positiveInteger,
    columns: positiveInteger,
    /**
     * "long-side": the slice keeps its proportions in millimetres, at the top left, and the rest is zero.
     * "long-side-unpadded": the
     * same, but the image ends where the slice does. "stretch": the slice is stretched over the whole image.
     */
    fit: v.picklist(["long-side", "long-side-unpadded", "stretch"]),
    /** Grey values are repeated in this many channels. */
    channels: v.picklist([1, 3]),
    /** For each channel, applied after the intensity mapping: subtract the mean, divide by the standard deviation. */
    mean: v.optional(v.array(finite)),
    deviation: v.optional(v.array(positive)),
  }),
  v.check(
    ({ channels, mean, deviation }) =>
      [mean, deviation].every((values) => values === undefined || values.length === channels),
    "mean and deviation need one number for each channel",
  ),
);

/** How prompts become the decoder's points. */
export const promptsSchema = v.strictObject({
  /** Coordinates, column before row: in pixels of the encoder's image, or 0 to 1 across it. */
  frame: v.picklist(["pixels", "unit"]),
  /** Whether a box may be passed as two points, labelled 2 and 3. */
  boxAsPoints: v.boolean(),
  /** Whether points without a box are followed by a point at 0 labelled -1, as in SAM's own export. */
  padding: v.boolean(),
});

const named = { name: nonEmpty };

export const encoderSchema = v.strictObject({
  weights: weightsSchema,
  inputs: v.array(
    v.variant("role", [
      v.strictObject({
        ...named,
        role: v.literal("image"),
        layout: v.picklist(["NCHW", "NHWC", "CHW", "HWC"]),
      }),
    ]),
  ),
  outputs: v.array(v.strictObject({ ...named, role: v.literal("features") })),
});

export const decoderSchema = v.strictObject({
  weights: weightsSchema,
  inputs: v.array(
    v.variant("role", [
      /** An output of the encoder, by default the one of the same name. */
      v.strictObject({ ...named, role: v.literal("features"), from: v.optional(nonEmpty) }),
      v.strictObject({
        ...named,
        role: v.picklist(["points", "labels", "box", "previous-mask", "has-previous-mask", "original-size"]),
      }),
    ]),
  ),
  outputs: v.array(
    v.variant("role", [
      v.strictObject({
        ...named,
        role: v.literal("masks"),
        /** What the mask covers: the slice, pixel by pixel, or the encoder's whole image at any size. */
        frame: v.picklist(["slice", "image"]),
        values: v.picklist(["logits", "probabilities"]),
      }),
      v.strictObject({ ...named, role: v.picklist(["scores", "low-resolution-masks"]) }),
    ]),
  ),
});

type Role = { readonly name: string; readonly role: string; readonly from?: string | undefined };

/** How the roles of encoder and decoder contradict each other, as a clause; undefined if they fit. */
export function findRoleFault({
  encoder,
  decoder,
}: {
  readonly encoder: { readonly inputs: readonly Role[]; readonly outputs: readonly Role[] };
  readonly decoder: { readonly inputs: readonly Role[]; readonly outputs: readonly Role[] };
}): string | undefined {
  const has = (tensors: readonly Role[], role: string) => tensors.some((tensor) => tensor.role === role);
  for (const [where, tensors] of Object.entries({
    "encoder.inputs": encoder.inputs,
    "encoder.outputs": encoder.outputs,
    "decoder.inputs": decoder.inputs,
    "decoder.outputs": decoder.outputs,
  })) {
    const twice = tensors.find((tensor, n) => tensors.findIndex(({ name }) => name === tensor.name) !== n);
    if (twice) return `${where} has the name "${twice.name}" twice`;
    const role = tensors.find(
      (tensor, n) => tensor.role !== "features" && tensors.findIndex((one) => one.role === tensor.role) !== n,
    );
    if (role) return `${where} has the role "${role.role}" twice`;
  }
  if (!has(encoder.inputs, "image")) return 'encoder.inputs needs the role "image"';
  if (!has(encoder.outputs, "features")) return 'encoder.outputs needs the role "features"';
  if (!has(decoder.inputs, "features")) return 'decoder.inputs needs the role "features"';
  for (const { name, from = name } of decoder.inputs.filter(({ role }) => role === "features"))
    if (!encoder.outputs.some((output) => output.name === from))
      return `decoder.inputs "${name}" comes from "${from}", which is not an output of the encoder`;
  if (has(decoder.inputs, "points") !== has(decoder.inputs, "labels"))
    return 'decoder.inputs needs the roles "points" and "labels" together';
  if (!has(decoder.inputs, "points") && !has(decoder.inputs, "box"))
    return 'decoder.inputs needs the roles "points" and "labels", or "box"';
  if (has(decoder.inputs, "has-previous-mask") && !has(decoder.inputs, "previous-mask"))
    return 'decoder.inputs has the role "has-previous-mask" without "previous-mask"';
  if (!has(decoder.outputs, "masks")) return 'decoder.outputs needs the role "masks"';
  return undefined;
}
