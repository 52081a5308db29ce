const weights = [{ file: "model.onnx", precision: "float32", sizeBytes: 1, sha256: "0".repeat(64) }];

/** The manifest of a model with the signature of SAM's own export. */
export function samManifest() {
  return {
    schemaVersion: 1,
    kind: "prompted",
    name: "sam",
    version: "1",
    title: "SAM",
    architecture: "ViT",
    description: "",
    intendedUse: "research",
    data: [{ name: "SA-1B", licence: "SA-1B" }],
    licence: "Apache-2.0",
    evidence: {},
    intensity: {
      CT: { kind: "window", lowerHu: -160, upperHu: 240, outputRange: [0, 255] },
      default: { kind: "percentile", lower: 0.5, upper: 99.5, outputRange: [0, 255] },
    },
    image: {
      rows: 1024,
      columns: 1024,
      fit: "long-side",
      channels: 3,
      mean: [123.675, 116.28, 103.53],
      deviation: [58.395, 57.12, 57.375],
    },
    prompts: { frame: "pixels", boxAsPoints: true, padding: true },
    encoder: {
      weights,
      inputs: [{ name: "image", role: "image", layout: "NCHW" }],
      outputs: [{ name: "image_embeddings", role: "features" }],
    },
    decoder: {
      weights,
      inputs: [
        { name: "image_embeddings", role: "features" },
        { name: "point_coords", role: "points" },
        { name: "point_labels", role: "labels" },
        { name: "mask_input", role: "previous-mask" },
        { name: "has_mask_input", role: "has-previous-mask" },
        { name: "orig_im_size", role: "original-size" },
      ],
      outputs: [
        { name: "masks", role: "masks", frame: "slice", values: "logits" },
        { name: "iou_predictions", role: "scores" },
        { name: "low_res_masks", role: "low-resolution-masks" },
      ],
    },
  };
}
