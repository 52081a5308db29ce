import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forEachRun, noFrame, packedSizeBytes, packSlice } from "../../../src/dicom-objects/seg/bits.ts";

/** The plainest way to pack: bit by bit, as PS3.5 8.1.1 reads. */
function packPlainly(frames: readonly (readonly boolean[])[]): Uint8Array {
  const bits = frames.flat();
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, index) => {
    if (bit) packed[Math.floor(index / 8)]! |= 1 << (index % 8);
  });
  return packed;
}

/** Slices of labels 0 to 3 in runs, of a size that is seldom a multiple of 8. */
const slices = fc.integer({ min: 1, max: 300 }).chain((size) =>
  fc.array(
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 90 })), { minLength: 1 })
      .map((runs) => {
        const labels = runs.flatMap(([label, length]) => Array.from({ length }, () => label));
        return Uint8Array.from({ length: size }, (_, index) => labels[index % labels.length]!);
      }),
    { minLength: 1, maxLength: 4 },
  ),
);

describe("packing bits", () => {
  test("goes on from frame to frame without gaps, lowest bit first", () => {
    fc.assert(
      fc.property(slices, fc.shuffledSubarray([1, 2, 3]), (list, labels) => {
        const size = list[0]!.length;
        const packed = new Uint8Array(packedSizeBytes(list.length * labels.length, size));
        const frames = labels.flatMap((label) => list.map((slice) => [...slice].map((v) => v === label)));
        list.forEach((slice, k) => {
          const frameOfLabel = new Int32Array(256).fill(noFrame);
          labels.forEach((label, order) => {
            frameOfLabel[label] = order * list.length + k;
          });
          packSlice(packed, slice, frameOfLabel);
        });
        expect(packed).toEqual(packPlainly(frames));
      }),
    );
  });

  test("and unpacking gives the same labels, at any alignment in memory", () => {
    fc.assert(
      fc.property(slices, fc.integer({ min: 0, max: 9 }), (list, shift) => {
        const size = list[0]!.length;
        const packed = packPlainly(list.map((slice) => [...slice].map((label) => label === 2)));
        const moved = new Uint8Array(packed.length + shift + 8)
          .fill(0xff)
          .subarray(shift, shift + packed.length);
        moved.set(packed);
        list.forEach((slice, k) => {
          const target = new Uint8Array(size);
          forEachRun(moved, k * size, size, (start, end) => target.fill(2, start, end));
          expect(target).toEqual(slice.map((label) => (label === 2 ? 2 : 0)));
        });
      }),
    );
  });

  test("finds runs as long as they are, across bytes", () => {
    const runs: [number, number][] = [];
    forEachRun(Uint8Array.of(0b11110110, 0xff, 0b00000101), 1, 20, (...run) => runs.push(run));
    expect(runs).toEqual([
      [0, 2],
      [3, 16],
      [17, 18],
    ]);
  });
});
