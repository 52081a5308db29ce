import {
  type Graph,
  type Precision,
  readOnnxGraph,
  type Tensor,
  toInputTensors,
  type WeightsFile,
} from "../model/index.ts";

/** The batch size that a graph requires; undefined if any size will do. */
export function fixedBatch({ input }: Pick<Graph, "input">): number | undefined {
  const batch = input.shape[0];
  return typeof batch === "number" ? batch : undefined;
}

/** All input and output tensors of a graph. */
export function tensorsOf(graph: Graph): readonly Tensor[] {
  return [...toInputTensors(graph), graph.output];
}

/** What is known of a network before it is opened. */
export interface OnnxFacts {
  /** Bytes of the largest weights tensor. */
  readonly largestWeightsBytes: number;
  /** For each input, the name of its first dimension if that is free. */
  readonly freeBatchNames: ReadonlyMap<string, string>;
}

/** Reads an ONNX file. A damaged file yields nothing, so that onnxruntime refuses it. */
export function readOnnxFacts(file: Uint8Array): OnnxFacts {
  const graph = readOnnxGraph(file);
  const freeBatchNames = new Map<string, string>();
  for (const { name, shape } of graph?.inputs ?? [])
    if (typeof shape[0] === "string" && shape[0] !== "") freeBatchNames.set(name, shape[0]);
  return { largestWeightsBytes: graph?.largestWeightsBytes ?? 0, freeBatchNames };
}

/** The weights file of a precision, else the only one. */
export function weightsOf({ weights }: Graph, precision: Precision): WeightsFile {
  return weights.find((file) => file.precision === precision) ?? weights[0]!;
}

/** Fixes the batch size of a file that leaves it free: onnxruntime optimises better for known shapes. */
export function fixBatch(graph: Graph, file: Uint8Array, batch: number): Record<string, number> {
  const name = readOnnxFacts(file).freeBatchNames.get(graph.input.name);
  return name === undefined ? {} : { [name]: batch };
}

/** Each call returns the milliseconds since the previous one. */
export function startStopwatch(): () => number {
  let sinceMs = performance.now();
  return () => {
    const nowMs = performance.now();
    const spentMs = nowMs - sinceMs;
    sinceMs = nowMs;
    return spentMs;
  };
}
