import fc from "fast-check";
import { expect, test } from "vitest";
import type { SliceLabelling } from "../../../src/inference/index.ts";
import { createHighestLabeller } from "../../../src/segmentation/plan/labeller.ts";
import { roundToHalf } from "../../../src/segmentation/plan/target-grid/half-precision.ts";

/** Values of which many are the same, or nearly so. */
const someValues = fc.oneof(
  fc.constantFrom(0, 1, -1, 2.5, 2.5000002, -1e30, 1e30, Number.POSITIVE_INFINITY),
  fc.constantFrom(70000, -70000, 6e-8, 9e-8, 1.0004, 1.0005, Number.NEGATIVE_INFINITY),
  fc.integer({ min: -3, max: 3 }).map((n) => 1 + n * 2 ** -11),
);

const weights = fc.double({ min: 0, max: 1, noNaN: true });

/** Voxels along an axis, each between two of `count` places, in their order or backwards. */
const voxelsAlong = (most: number) =>
  fc.record({
    count: fc.integer({ min: 1, max: most }),
    isReversed: fc.boolean(),
    voxels: fc.array(fc.tuple(fc.nat(), weights), { minLength: 1, maxLength: most }),
  });

function toTable(
  { count, isReversed, voxels }: { count: number; isReversed: boolean; voxels: [number, number][] },
  toOffset: (place: number) => number,
) {
  const places = voxels.map(([place, weight]) => [place % count, weight] as const).sort(([a], [b]) => a - b);
  if (isReversed) places.reverse();
  return {
    lower: Uint32Array.from(places, ([place]) => toOffset(place)),
    upper: Uint32Array.from(places, ([place]) => toOffset(Math.min(place + 1, count - 1))),
    weight: Float64Array.from(places, ([, weight]) => weight),
  };
}

/** Labels where each channel has its own: the first is background or not, and they fit into a byte or not. */
function labelsOf(channels: number, hasBackground: boolean, areLarge: boolean) {
  const labels = Array.from({ length: channels }, (_, channel) =>
    channel === 0 && hasBackground ? 0 : (areLarge ? 700 : 7) + 3 * channel,
  );
  return areLarge ? Uint16Array.from(labels) : Uint8Array.from(labels);
}

test("voxels have the label of their four pixels, or else of the highest class between them, in single precision or rounded to half", () => {
  fc.assert(
    fc.property(
      fc.record({
        channels: fc.integer({ min: 1, max: 5 }),
        step: fc.constantFrom(1, 3),
        start: fc.integer({ min: 0, max: 5 }),
        columnsAreFast: fc.boolean(),
        precision: fc.constantFrom("float16" as const, undefined),
        hasBackground: fc.boolean(),
        areLarge: fc.boolean(),
      }),
      voxelsAlong(70),
      voxelsAlong(6),
      fc.infiniteStream(someValues),
      ({ channels, step, start, columnsAreFast, precision, ...labels }, along, across, stream) => {
        const lineLength = start + along.count * step + 2;
        const channelStride = lineLength * across.count;
        const labelling: SliceLabelling = {
          channels,
          channelStride,
          columnsAreFast,
          fast: toTable(along, (pixel) => start + pixel * step),
          slow: toTable(across, (line) => line * lineLength),
          labelOfChannel: labelsOf(channels, labels.hasBackground, labels.areLarge),
        };
        const label = createHighestLabeller(labelling, precision);
        // The second slice shows whether anything is left of the first.
        for (const _ of [1, 2]) {
          const values = Float32Array.from({ length: channels * channelStride }, () => stream.next().value);
          const found = label(values);
          expect(found.constructor).toBe(labelling.labelOfChannel.constructor);
          expect([...found]).toEqual(expectedLabels(values, labelling, precision));
        }
      },
    ),
  );
});

test("more than 256 classes are told apart", () => {
  const channels = 300;
  const place = { lower: Uint32Array.of(0, 1), upper: Uint32Array.of(0, 1), weight: new Float64Array(2) };
  const labelOfChannel = Uint16Array.from({ length: channels }, (_, channel) => channel);
  const slow = { lower: Uint32Array.of(0), upper: Uint32Array.of(0), weight: new Float64Array(1) };
  const label = createHighestLabeller({
    channels,
    channelStride: 2,
    columnsAreFast: true,
    fast: place,
    slow,
    labelOfChannel,
  });
  const values = new Float32Array(2 * channels);
  [values[2 * 299], values[2 * 270 + 1]] = [1, 1];
  expect([...label(values)]).toEqual([299, 270]);
});

/** Every voxel by itself. */
function expectedLabels(
  values: Float32Array,
  { channels, channelStride, fast, slow, columnsAreFast, labelOfChannel }: SliceLabelling,
  precision: "float16" | undefined,
): number[] {
  const toStored = precision ? roundToHalf : (value: number) => value;
  const blend = (one: number, other: number, weight: number) => one * (1 - weight) + other * weight;
  const numbers = Array.from({ length: channels }, (_, channel) => channel);
  const highestAt = (pixel: number) =>
    numbers.reduce((best, channel) =>
      values[pixel + channel * channelStride]! > values[pixel + best * channelStride]! ? channel : best,
    );
  const between = (f: number, s: number): number => {
    const [left, right] = [fast.lower[f]!, fast.upper[f]!];
    const [near, far] = [slow.lower[s]!, slow.upper[s]!];
    const [agreed, ...others] = new Set([near + left, near + right, far + left, far + right].map(highestAt));
    if (others.length === 0) return agreed!;
    let [best, highest] = [Number.NEGATIVE_INFINITY, 0];
    for (const channel of numbers) {
      const at = (line: number, pixel: number) => values[channel * channelStride + line + pixel]!;
      const [along, across] = [fast.weight[f]!, slow.weight[s]!];
      const logit = columnsAreFast
        ? blend(
            blend(at(near, left), at(near, right), along),
            blend(at(far, left), at(far, right), along),
            across,
          )
        : blend(
            blend(at(near, left), at(far, left), across),
            blend(at(near, right), at(far, right), across),
            along,
          );
      if (!(logit > best) || (channel > 0 && !isHigher(logit, best, toStored))) continue;
      [best, highest] = [logit, channel];
    }
    return highest;
  };
  return Array.from(slow.lower, (_, s) =>
    Array.from(fast.lower, (_, f) => labelOfChannel[between(f, s)]!),
  ).flat();
}

/** Whether a value is higher as it is stored; beyond the largest half, where all is infinite, as it is if it is far higher. */
function isHigher(value: number, below: number, toStored: (value: number) => number): boolean {
  const isFar = value - below > 2 ** -9 * Math.max(Math.abs(value), Math.abs(below)) + 2 ** -23;
  return isFar || toStored(value) > toStored(below);
}
