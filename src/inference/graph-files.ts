import type { Graph, Precision, WeightsFile } from "../model/index.ts";
import { readOnnxFacts } from "./onnx-file.ts";

/** The file of a precision, else the one there is. */
export function weightsOf({ weights }: Graph, precision: Precision): WeightsFile {
  return weights.find((file) => file.precision === precision) ?? weights[0]!;
}

/** Fixes the batch of a file that leaves it free: onnxruntime plans better for shapes it knows. */
export function fixBatch(graph: Graph, file: Uint8Array, batch: number): Record<string, number> {
  const name = readOnnxFacts(file).freeBatchNames.get(graph.input.name);
  return name === undefined ? {} : { [name]: batch };
}

/** Each call gives the milliseconds since the one before. */
export function startStopwatch(): () => number {
  let sinceMs = performance.now();
  return () => {
    const nowMs = performance.now();
    const spentMs = nowMs - sinceMs;
    sinceMs = nowMs;
    return spentMs;
  };
}
