import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readOnnxFacts } from "../../../src/inference/graph-files.ts";

const tiny = readFileSync(new URL("../../fixtures/models/threshold-tiny/model.onnx", import.meta.url));

it("finds the largest weights of a file", () => {
  // The deepest convolution: 16 x 16 x 3 x 3 floats.
  expect(readOnnxFacts(tiny)).toEqual({ largestWeightsBytes: 4 * 16 * 16 * 9, freeBatchNames: new Map() });
});

/** A field of a protobuf message: its number and its bytes. */
const field = (number: number, bytes: readonly number[]) => [number * 8 + 2, bytes.length, ...bytes];
const ascii = (text: string) => [...Buffer.from(text, "ascii")];

it("finds the names of free batches", () => {
  const dimensions = [...field(1, field(2, ascii("N"))), ...field(1, [8, 3])];
  const type = field(1, [8, 1, ...field(2, dimensions)]);
  const input = [...field(1, ascii("slices")), ...field(2, type)];
  const fixed = [
    ...field(1, ascii("positions")),
    ...field(2, field(1, [8, 1, ...field(2, field(1, [8, 1]))])),
  ];
  const file = Uint8Array.from(field(7, [...field(11, input), ...field(11, fixed)]));
  expect(readOnnxFacts(file).freeBatchNames).toEqual(new Map([["slices", "N"]]));
});

it("does not stumble over files that are cut off or no ONNX at all", () => {
  for (const end of [0, 1, 100, 20_000]) expect(() => readOnnxFacts(tiny.subarray(0, end))).not.toThrow();
  expect(readOnnxFacts(new Uint8Array(1000).fill(255)).largestWeightsBytes).toBe(0);
});
