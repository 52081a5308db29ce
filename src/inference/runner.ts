import { type Graph, toBatchShape, toInputTensors, toItemLength } from "../model/index.ts";
import type { SliceLabelling, Tensors, UnitAnswer } from "./backend.ts";
import type { Runtime, RuntimeTensor, Session } from "./session.ts";

/** One graph, ready in the thread of its runtime. */
export interface Runner extends AsyncDisposable {
  /** Units of one run; fewer are padded. */
  readonly batch: number;
  /**
   * Puts the units on their way. The first promise ends when the runtime can take the next ones, its answers a promise
   * of their own, since a graphics adapter is read back while it already computes what comes next.
   */
  submit(
    units: readonly Tensors[],
    labelling: SliceLabelling | undefined,
  ): Promise<{ readonly answers: Promise<readonly UnitAnswer[]> }>;
}

/** A graph whose tensors lie in the processor's memory. */
export function createCpuRunner(runtime: Runtime, session: Session, graph: Graph, batch: number): Runner {
  const inputs = toInputTensors(graph);
  const { name: outputName } = graph.output;
  return {
    batch,
    async submit(units) {
      const feeds: Record<string, RuntimeTensor> = {};
      for (const input of inputs) {
        const values = joinUnits(units, input.name, toItemLength(input), batch);
        feeds[input.name] = new runtime.Tensor("float32", values, toBatchShape(input, batch));
      }
      const output = (await session.run(feeds))[outputName]!;
      const [expected, found] = [toBatchShape(graph.output, batch).join(" x "), output.dims.join(" x ")];
      if (found !== expected)
        throw new Error(`the output has the shape ${found}, but its manifest says ${expected}`);
      const values = toFloats(output.data as NumberArray);
      const length = values.length / batch;
      // A unit's values are copied out only where several share one array: each may go its own way.
      const answers = units.map((_, unit) => ({
        output: batch === 1 ? values : values.slice(unit * length, (unit + 1) * length),
      }));
      return { answers: Promise.resolve(answers) };
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

type NumberArray = Float32Array | Iterable<number | bigint>;

/** Labels come as whole numbers of one size or another. */
function toFloats(values: NumberArray): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values, Number);
}

/** The values of all units one after another, zeros for those that are missing in the batch. */
function joinUnits(units: readonly Tensors[], name: string, length: number, batch: number): Float32Array {
  if (batch === 1) return units[0]![name]!;
  const joined = new Float32Array(batch * length);
  for (const [index, unit] of units.entries()) joined.set(unit[name]!, index * length);
  return joined;
}
