import wasmModuleUrl from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { type Model, toItemSize, weightsLocation } from "../../src/model/index.ts";
import type { Volume } from "../../src/volume/index.ts";

/**
 * The usual way to run a model in a viewer, as a baseline: in the page's own thread, with tensors in CPU memory for every
 * slice, one step after the other (like @cornerstonejs/ai; reimplemented here). The slice is sampled at the nearest voxel, and
 * labels are those of the nearest pixel, so it does less than the engine, not more.
 */
export async function createNaiveSegmenter(model: Model) {
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = { mjs: wasmModuleUrl, wasm: wasmUrl };
  runtime.env.wasm.numThreads = Math.min(navigator.hardwareConcurrency, 8);
  const { input, output, weights } = model.manifest.networks[0]!;
  const file = weights.find(({ precision }) => precision === "float32") ?? weights[0]!;
  const response = await fetch(weightsLocation(model, file));
  const session = await runtime.InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
    executionProviders: ["wasm"],
  });
  const { channels, rows, columns } = toItemSize(input);
  const { channels: classes } = toItemSize(output);
  const pixels = rows * columns;
  return async (volume: Volume): Promise<Uint8Array> => {
    const [sourceColumns, sourceRows, slices] = volume.grid.size;
    const labels = new Uint8Array(volume.voxels.length);
    for (let k = 0; k < slices; k++) {
      const values = new Float32Array(channels * pixels);
      for (let channel = 0; channel < channels; channel++) {
        const slice = Math.min(Math.max(k + channel - (channels >> 1), 0), slices - 1);
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            const i = Math.floor((column * sourceColumns) / columns);
            const j = Math.floor((row * sourceRows) / rows);
            const value = volume.voxels[i + sourceColumns * (j + sourceRows * slice)]!;
            values[channel * pixels + row * columns + column] = Math.min(Math.max((value + 40) / 200, 0), 1);
          }
        }
      }
      const tensor = new runtime.Tensor("float32", values, [1, channels, rows, columns]);
      const found = (await session.run({ [input.name]: tensor }))[output.name]!.data as Float32Array;
      for (let j = 0; j < sourceRows; j++) {
        for (let i = 0; i < sourceColumns; i++) {
          const at =
            Math.floor((j * rows) / sourceRows) * columns + Math.floor((i * columns) / sourceColumns);
          let best = 0;
          for (let label = 1; label < classes; label++)
            if (found[label * pixels + at]! > found[best * pixels + at]!) best = label;
          labels[i + sourceColumns * (j + sourceRows * k)] = best;
        }
      }
    }
    return labels;
  };
}
