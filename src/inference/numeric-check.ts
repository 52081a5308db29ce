import { AutosegError } from "../errors.ts";
import {
  type Graph,
  type GraphModel,
  type Tensor,
  toGraphs,
  toInputRange,
  toItemSize,
} from "../model/index.ts";
import type { Backend, Provider, Tensors, UnitAnswer } from "./backend.ts";

/** Pixels along each side of the pattern's blocks. */
const blockSize = 8;

/** Tolerance of half precision relative to single precision, where the manifest states none for it. */
const halfPrecisionFactor = 10;

/**
 * The input of the numeric check: blocks of 8 x 8 pixels in 32 levels over the network's usual input range, different in each
 * channel and slice. It is computed with integers so that every language gets the same values: the level at channel c, slice
 * s, row r and column x is `(7 c + 11 s + 13 floor(r / 8) + 29 floor(x / 8)) mod 32`. Coordinates span -1..1 in the same way,
 * prompts 0..1; constants keep their value.
 */
export function createReferenceInput(graph: Graph): Tensors {
  const tensors: Record<string, Float32Array> = {
    [graph.input.name]: createPattern(graph.input, (channel) => toInputRange(graph, channel)),
  };
  for (const extra of graph.input.extraInputs ?? []) {
    tensors[extra.name] =
      extra.kind === "constant"
        ? createPattern(extra, () => [extra.value, extra.value])
        : createPattern(extra, () => [-1, 1]);
  }
  const { prompt } = graph.input;
  if (prompt) tensors[prompt.name] = createPattern(prompt, () => [0, 1]);
  return tensors;
}

function createPattern(
  tensor: Pick<Tensor, "layout" | "shape">,
  rangeOf: (channel: number) => readonly [number, number],
): Float32Array {
  const { channels, slices, rows, columns } = toItemSize(tensor);
  const pattern = new Float32Array(channels * slices * rows * columns);
  const channelsAreLast = tensor.layout.endsWith("C");
  const channelStride = channelsAreLast ? 1 : slices * rows * columns;
  const pixelStride = channelsAreLast ? channels : 1;
  for (let channel = 0; channel < channels; channel++) {
    const [lowest, highest] = rangeOf(channel);
    let at = channel * channelStride;
    for (let slice = 0; slice < slices; slice++) {
      for (let row = 0; row < rows; row++) {
        const base = 7 * channel + 11 * slice + 13 * Math.floor(row / blockSize);
        for (let column = 0; column < columns; column++, at += pixelStride) {
          const level = (base + 29 * Math.floor(column / blockSize)) % 32;
          pattern[at] = lowest + ((highest - lowest) * level) / 31;
        }
      }
    }
  }
  return pattern;
}

/** A sample of the output, taken at a step that shares no factor with its sizes, so that it covers all channels, rows and columns. */
export function sampleReference(
  logits: Float32Array,
  count = 64,
): { readonly indices: number[]; readonly logits: number[] } {
  const step = 7919;
  const indices = Array.from(
    { length: Math.min(count, logits.length) },
    (_, n) => (n * step * step) % logits.length,
  );
  return { indices, logits: indices.map((index) => Number(logits[index]!.toPrecision(7))) };
}

/**
 * Runs every graph on the check's input and compares the output with the manifest's reference or, without one, checks that it
 * is finite: some GPU drivers compute convolutions wrongly without an error (onnxruntime issues 26734, 28977, 29651). All
 * units of a batch are checked, and a captured graph also when it is replayed.
 * @throws AutosegError `wrong-numbers` if a value is off by more than the tolerance for the provider's precision.
 */
export async function checkNumbers(backend: Backend, manifest: GraphModel["manifest"]): Promise<void> {
  const { provider } = backend;
  for (const graph of toGraphs(manifest)) {
    const input = createReferenceInput(graph);
    for (let run = 0; run < (provider.graphCapture ? 2 : 1); run++) {
      const units = Array.from({ length: provider.batch }, () => input);
      const answer = await backend.run({ graph: graph.name, units });
      for (const { output } of answer.units) checkOutput(output!, graph, provider, manifest.name);
    }
  }
}

/**
 * Refuses outputs that are not finite: half precision that overflows and faulty drivers return them without an error, and since no
 * NaN is greater than another value, such pixels would silently become background. Labels were checked where they were made.
 * @throws Error.
 */
export function checkFinite(units: readonly UnitAnswer[]): void {
  for (const { output } of units) {
    const at = output ? findNonFinite(output) : -1;
    if (at >= 0) throw new Error(`value ${at} of its output is ${output![at]}`);
  }
}

/**
 * Index of the first value that is not finite; -1 if all are. 0 times such a value is NaN, so sums tell at once whether there is
 * one; there are four, so that no addition waits for the one before.
 */
function findNonFinite(values: Float32Array): number {
  const { length } = values;
  const whole = length - (length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let n = 0; n < whole; n += 4) {
    a += values[n]! * 0;
    b += values[n + 1]! * 0;
    c += values[n + 2]! * 0;
    d += values[n + 3]! * 0;
  }
  for (let n = whole; n < length; n++) a += values[n]! * 0;
  return a + b + c + d === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value));
}

function checkOutput(
  output: Float32Array,
  { name, reference }: Graph,
  provider: Provider,
  model: string,
): void {
  const wrong = (index: number, expected: number) => {
    const found = output[index] ?? Number.NaN;
    return new AutosegError(
      "wrong-numbers",
      `${provider.label} computes the model ${model} incorrectly: value ${index} of the reference output of ${name} is ${found} ` +
        `instead of ${Number.isNaN(expected) ? "a number" : expected}. It is not used. Choose another device.`,
      { provider: provider.name, expected, found },
    );
  };
  if (!reference) {
    const strange = findNonFinite(output);
    if (strange >= 0) throw wrong(strange, Number.NaN);
    return;
  }
  const { tolerance, toleranceFloat16 = tolerance * halfPrecisionFactor } = reference;
  const allowed = provider.precision === "float16" ? toleranceFloat16 : tolerance;
  for (const [n, index] of reference.indices.entries()) {
    const expected = reference.logits[n]!;
    if (!(Math.abs((output[index] ?? Number.NaN) - expected) <= allowed)) throw wrong(index, expected);
  }
}
