import { readOnnxGraph } from "../model/index.ts";

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
