import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineReader } from "../../../src/segmentation/plan/highest-lines.ts";
import { roundToHalf } from "../../../src/segmentation/plan/target-grid/half-precision.ts";

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
        const fast = { lower: offsets, upper: offsets, weight: new Float64Array(count) };
        const classes = { channels, channelStride, fast, slow, columnsAreFast: true };
        const itself = Uint32Array.from(offsets.keys());
        const reader = createLineReader({ offsets, lower: itself, upper: itself }, classes, undefined);
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

/** Values of which many are the same, or nearly so. */
const nearValues = fc.oneof(
  someValues,
  fc.constantFrom(70000, -70000, 6e-8, 9e-8, 1.0004, 1.0005, Number.NEGATIVE_INFINITY),
  fc.integer({ min: -3, max: 3 }).map((n) => 1 + n * 2 ** -11),
);

test("voxels have the class of their four pixels, or else the highest between them, in single precision or rounded to half", () => {
  fc.assert(
    fc.property(
      fc.record({ ...numbers, step: fc.constantFrom(1, 3), start: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ columnsAreFast: fc.boolean(), precision: fc.constantFrom("float16" as const, undefined) }),
      fc.array(fc.tuple(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.infiniteStream(nearValues)),
      ({ channels, count, step, start }, { columnsAreFast, precision }, places, [down, stream]) => {
        const lineLength = start + count * step + 2;
        const channelStride = lineLength * 2;
        const values = Float32Array.from({ length: channels * channelStride }, () => stream.next().value);
        const offsets = Uint32Array.from({ length: count }, (_, pixel) => start + pixel * step);
        const pixelsOf = (shift: number) =>
          Uint32Array.from(places, ([place]) => Math.min((place % count) + shift, count - 1));
        const pixels = { offsets, lower: pixelsOf(0), upper: pixelsOf(1) };
        const fast = {
          lower: pixels.lower.map((pixel) => offsets[pixel]!),
          upper: pixels.upper.map((pixel) => offsets[pixel]!),
          weight: Float64Array.from(places, ([, weight]) => weight),
        };
        const slow = {
          lower: Uint32Array.of(0),
          upper: Uint32Array.of(lineLength),
          weight: Float64Array.of(down),
        };
        const classes = { channels, channelStride, fast, slow, columnsAreFast };
        const reader = createLineReader(pixels, classes, precision);
        const [near, far] = reader.begin(values);
        reader.compare(reader.read(near, 0), reader.read(far, lineLength), 0, places.length);
        const found = [...reader.classesOf(0)];
        const toStored = precision ? roundToHalf : (value: number) => value;
        const blend = (one: number, other: number, weight: number) => one * (1 - weight) + other * weight;
        const expected = places.map(([, along], n) => {
          const around = [fast.lower[n]!, fast.upper[n]!].flatMap((pixel) => [pixel, lineLength + pixel]);
          const [agreed, ...others] = new Set(expectedLine(values, around, channels, channelStride));
          if (others.length === 0) return agreed;
          const logits = Array.from({ length: channels }, (_, channel) => {
            const [near, far] = [channel * channelStride, channel * channelStride + lineLength];
            const at = (line: number, pixel: Uint32Array) => values[line + pixel[n]!]!;
            return columnsAreFast
              ? blend(
                  blend(at(near, fast.lower), at(near, fast.upper), along),
                  blend(at(far, fast.lower), at(far, fast.upper), along),
                  down,
                )
              : blend(
                  blend(at(near, fast.lower), at(far, fast.lower), down),
                  blend(at(near, fast.upper), at(far, fast.upper), down),
                  along,
                );
          });
          let best = Number.NEGATIVE_INFINITY;
          let highest = 0;
          for (const [channel, logit] of logits.entries()) {
            if (!(logit > best) || (channel > 0 && !isHigher(logit, best, toStored))) continue;
            [best, highest] = [logit, channel];
          }
          return highest;
        });
        expect(found).toEqual(expected);
      },
    ),
  );
});

/** Whether a value is higher as it is stored; beyond the largest half, where all is infinite, as it is if it is far higher. */
function isHigher(value: number, below: number, toStored: (value: number) => number): boolean {
  const isFar = value - below > 2 ** -9 * Math.max(Math.abs(value), Math.abs(below)) + 2 ** -23;
  return isFar || toStored(value) > toStored(below);
}
