import { AutosegError } from "../../../errors.ts";
import { instantiate, makeRoom } from "../../../workers/index.ts";
import { halfSumsWasm } from "./half-sums-wasm.ts";
import type { PatchPart, Sums } from "./sums.ts";

/** The exports of ./assembly/half-sums.ts; positions are addresses in its memory, and steps are counts of numbers. */
interface HalfSumsModule {
  start(): number;
  addRows(
    values: number,
    weights: number,
    weightsStep: number,
    sums: number,
    sumsStep: number,
    columns: number,
    rows: number,
  ): void;
  addWeights(
    weights: number,
    weightsStep: number,
    sums: number,
    sumsStep: number,
    columns: number,
    rows: number,
  ): void;
  addMeans(
    sums: number,
    weights: number,
    means: number,
    count: number,
    isFirst: number,
    divisor: number,
  ): number;
}

let shared: ReturnType<typeof instantiate<HalfSumsModule>> | undefined;

/**
 * Sums that are rounded to half precision after every step, as in nnU-Net: half the memory, and the same labels. They are
 * stored outside the module; a small memory shared by all is used to compute them with vector instructions.
 */
export function createHalfSums(classes: number, pixels: number): Sums {
  shared ??= instantiate<HalfSumsModule>(halfSumsWasm);
  const module = shared;
  const sums = new Uint16Array((classes + 1) * pixels);
  const weighed = sums.subarray(classes * pixels);
  return {
    add(part) {
      const { columns, rows, weights, weightsFrom, weightsRowStep, to, toRowStep } = part;
      if (columns <= 0 || rows <= 0) return;
      const lengthOf = (rowStep: number): number => (rows - 1) * rowStep + columns;
      const [weightCount, sumCount] = [lengthOf(weightsRowStep), lengthOf(toRowStep)];
      const [weightsAt, valuesAt, sumsAt] = reserve(module, [
        4 * weightCount,
        4 * columns * rows,
        2 * sumCount,
      ]) as [number, number, number];
      const { buffer } = module.memory;
      new Float32Array(buffer, weightsAt, weightCount).set(
        weights.subarray(weightsFrom, weightsFrom + weightCount),
      );
      const values = new Float32Array(buffer, valuesAt, columns * rows);
      const own = new Uint16Array(buffer, sumsAt, sumCount);
      for (let k = 0; k < classes; k++) {
        copyValues(part, k, values);
        const from = k * pixels + to;
        own.set(sums.subarray(from, from + sumCount));
        module.addRows(valuesAt, weightsAt, weightsRowStep, sumsAt, toRowStep, columns, rows);
        sums.set(own, from);
      }
      own.set(weighed.subarray(to, to + sumCount));
      module.addWeights(weightsAt, weightsRowStep, sumsAt, toRowStep, columns, rows);
      weighed.set(own, to);
    },
    addMeansTo(means, { index, count }) {
      const [weightsAt, sumsAt, meansAt] = reserve(module, [2 * pixels, 2 * pixels, 4 * pixels]) as [
        number,
        number,
        number,
      ];
      const { buffer } = module.memory;
      const own = new Uint16Array(buffer, sumsAt, pixels);
      const found = new Float32Array(buffer, meansAt, pixels);
      new Uint16Array(buffer, weightsAt, pixels).set(weighed);
      const divisor = index === count - 1 ? count : 1;
      for (let from = 0; from < means.length; from += pixels) {
        own.set(sums.subarray(from, from + pixels));
        if (index > 0) found.set(means.subarray(from, from + pixels));
        if (!module.addMeans(sumsAt, weightsAt, meansAt, pixels, Number(index === 0), divisor))
          throw tooLarge();
        means.set(found, from);
      }
    },
  };
}

/** Makes room for consecutive areas of these sizes in bytes; returns their addresses. */
function reserve(
  { memory, start }: { readonly memory: WebAssembly.Memory; start(): number },
  bytes: readonly number[],
): number[] {
  let end = start();
  const places = bytes.map((size) => {
    const place = end;
    // Vector instructions reach beyond the last number.
    end = (end + size + 32 + 15) & ~15;
    return place;
  });
  makeRoom(memory, end);
  return places;
}

/** Copies the outputs of a class of a part, columns fastest. */
function copyValues(part: PatchPart, channel: number, into: Float32Array): void {
  const { columns, rows, values, rowStep, columnStep } = part;
  const first = part.from + channel * part.channelStep;
  if (columnStep === 1 && rowStep === columns) {
    into.set(values.subarray(first, first + columns * rows));
    return;
  }
  for (let r = 0, to = 0; r < rows; r++) {
    for (let n = 0, from = first + r * rowStep; n < columns; n++, from += columnStep, to++)
      into[to] = values[from]!;
  }
}

/** nnU-Net also stops at an infinite value. */
function tooLarge(): AutosegError {
  return new AutosegError(
    "inference-failed",
    "The model's outputs are not numbers, or too large to be added up in half precision. Choose another device or another model.",
    { provider: "sums" },
  );
}
