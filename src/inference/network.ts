import { type Graph, type Tensor, toInputTensors } from "../model/index.ts";

/** Values of one unit (one item of a batch) by tensor name, row-major. */
export type Tensors = Readonly<Record<string, Float32Array>>;

/** Units that every run of a graph takes; undefined where its batch may have any size. */
export function fixedBatch({ input }: Pick<Graph, "input">): number | undefined {
  const batch = input.shape[0];
  return typeof batch === "number" ? batch : undefined;
}

/** All tensors that go into a graph or come out of it. */
export function tensorsOf(graph: Graph): readonly Tensor[] {
  return [...toInputTensors(graph), graph.output];
}
