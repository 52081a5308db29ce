import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineReader } from "../../../src/segmentation/plan/highest-lines.ts";

/** The classes at each pixel of a line, one by one. */
function expectedLine(values: Float32Array, at: readonly number[], channels: number, stride: number) {
  return at.map((first) => {
    let best = 0;
    for (let channel = 1; channel < channels; channel++)
      if (values[first + channel * stride]! > values[first + best * stride]!) best = channel;
    return best;
  });
}

const someValues = fc.constantFrom(0, 1, -1, 2.5, 2.5000002, -1e30, 1e30, Number.POSITIVE_INFINITY);
const numbers = { channels: fc.integer({ min: 1, max: 5 }), count: fc.integer({ min: 1, max: 70 }) };

test("lines have the highest class of every pixel, side by side or apart, the lowest one on a tie", () => {
  fc.assert(
    fc.property(
      fc.record({ ...numbers, step: fc.constantFrom(1, 3), start: fc.integer({ min: 0, max: 5 }) }),
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(someValues),
      ({ channels, count, step, start }, lineCount, stream) => {
        const lineLength = start + count * step + 2;
        const channelStride = lineLength * lineCount;
        const values = Float32Array.from({ length: channels * channelStride }, () => stream.next().value);
        const offsets = Uint32Array.from({ length: count }, (_, pixel) => start + pixel * step);
        const starts = Uint32Array.from({ length: lineCount }, (_, line) => line * lineLength);
        const slow = { lower: starts, upper: starts, weight: new Float64Array(lineCount) };
        const reader = createLineReader(offsets, { channels, channelStride, slow });
        let [line, other] = reader.begin(values);
        for (const offset of starts) {
          [line, other] = [other, reader.read(line, offset)];
          const places = [...offsets].map((pixel) => offset + pixel);
          const expected = expectedLine(values, places, channels, channelStride);
          expect([...other.highest]).toEqual(expected);
          // Outside of what it names there is nothing but the first class.
          expect(expected.slice(0, other.first).every((channel) => channel === 0)).toBe(true);
          expect(expected.slice(other.end).every((channel) => channel === 0)).toBe(true);
          if (expected.some((channel) => channel > 0)) expect(expected[other.first]).toBeGreaterThan(0);
        }
      },
    ),
  );
});
