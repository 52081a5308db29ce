import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel, type Model, type ModelManifest } from "../../../../src/model/index.ts";
import { withImageSize } from "./image-size.ts";

type Resampling = ModelManifest["networks"][number]["input"]["resampling"];

/**
 * A model of one network for slices of other rows and columns. Its file names a size, but convolutions, pooling and
 * transposed convolutions with explicit pads compute any: a whole slice at once, or a tile of it. It
 * has no postprocessing, so that its labels are what the network says.
 * @param from folder of the model. @param to where the files of the other are written.
 */
export async function widenModel(
  from: string,
  to: string,
  {
    side,
    rows: lines = side,
    resampling,
  }: { readonly side: number; readonly rows?: number | undefined; readonly resampling: Resampling },
): Promise<Model> {
  const json = JSON.parse(await readFile(join(from, "manifest.json"), "utf8"));
  const { reference: _, search: __, ...rest } = json;
  const [count, channels, rows] = json.input.shape as number[];
  const weights = withImageSize(await readFile(join(from, "model.onnx")), rows!, [lines, side]);
  const manifest = {
    ...rest,
    weights: [
      {
        file: "model.onnx",
        precision: "float32",
        sizeBytes: weights.length,
        sha256: createHash("sha256").update(weights).digest("hex"),
      },
    ],
    input: { ...json.input, shape: [count, channels, lines, side], resampling },
    postprocessing: [],
    output: { ...json.output, shape: [count, json.output.shape[1], lines, side] },
  };
  await writeFile(join(to, "model.onnx"), weights);
  await writeFile(join(to, "manifest.json"), JSON.stringify(manifest));
  return loadModel(to);
}
