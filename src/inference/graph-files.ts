import {
  type Graph,
  type Precision,
  readOnnxGraph,
  type Tensor,
  toInputTensors,
  type WeightsFile,
} from "../model/index.ts";

/** Units that every run of a graph takes; undefined where its batch may have any size. */
export function fixedBatch({ input }: Pick<Graph, "input">): number | undefined {
  const batch = input.shape[0];
  return typeof batch === "number" ? batch : undefined;
}

/** All tensors that go into a graph or come out of it. */
export function tensorsOf(graph: Graph): readonly Tensor[] {
  return [...toInputTensors(graph), graph.output];
}

/** What is known of a network before it is opened. */
export interface OnnxFacts {
  /** Bytes of the largest weights tensor. */
  readonly largestWeightsBytes: number;
  /** By input: the name of its first dimension where that is free. */
  readonly freeBatchNames: ReadonlyMap<string, string>;
}

/** Reads an ONNX file; one that is damaged gives nothing, for onnxruntime to refuse. */
export function readOnnxFacts(file: Uint8Array): OnnxFacts {
  const graph = readOnnxGraph(file);
  const freeBatchNames = new Map<string, string>();
  for (const { name, shape } of graph?.inputs ?? [])
    if (typeof shape[0] === "string" && shape[0] !== "") freeBatchNames.set(name, shape[0]);
  return { largestWeightsBytes: graph?.largestWeightsBytes ?? 0, freeBatchNames };
}

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
