import { describe, expect, it } from "vitest";
import { createBoxLimit, describeInBox } from "../../../src/segmentation/run/run-limits.ts";
import { createLabelMap, type GridSlice } from "../../../src/volume/index.ts";
import { gridOf } from "./plain-grid.ts";

const grid = gridOf([4, 3, 5]);
const box = { from: [1, 0, 2], to: [3, 2, 4] } as const;
const limit = createBoxLimit(box, grid);

/** Offsets of the voxels that are not 0. */
const set = (values: Uint8Array) => [...values.keys()].filter((at) => values[at] !== 0);

const slice = (sliceAxis: 0 | 1 | 2, sliceIndex: number, length: number): GridSlice => ({
  sliceAxis,
  sliceIndex,
  labels: new Uint8Array(length).fill(1),
  probabilities: {
    segments: [{ segmentNumber: 1, values: new Uint8Array(length).fill(9) }],
    entropy: new Uint8Array(length).fill(9),
  },
});

describe("a run that is limited to a box", () => {
  it.each([
    [2, 2, 12, [1, 2, 5, 6]],
    [2, 1, 12, []],
    [1, 0, 20, [9, 10, 13, 14]],
    [0, 2, 15, [6, 7, 9, 10]],
  ] as const)("keeps of slice %i, %i what lies in it", (axis, index, length, expected) => {
    const cut = slice(axis, index, length);
    limit.clearInSlice(cut);
    const { segments, entropy } = cut.probabilities!;
    for (const values of [cut.labels, segments[0]!.values, entropy!]) expect(set(values)).toEqual(expected);
    expect(limit.wants(cut)).toBe(expected.length > 0);
  });

  it("clears the rest of the volume, or leaves it as it was", () => {
    const all = new Uint8Array(60).fill(1);
    limit.clearInAll(all);
    expect(set(all)).toEqual([25, 26, 29, 30, 37, 38, 41, 42]);
    expect(limit.keepOutside(undefined)).toBeUndefined();
    const labelMap = createLabelMap({ grid, segments: [] });
    const outside = limit.keepOutside({
      labelMap,
      edited: Uint8Array.from({ length: 60 }, (_, n) => +(n === 26)),
    });
    expect(set(outside!.edited!)).toHaveLength(60 - 7);
    expect(outside!.edited![26]).toBe(1);
    expect(set(limit.keepOutside({ labelMap })!.edited!)).toHaveLength(60 - 8);
  });

  it("says so in the segments' algorithm parameters", () => {
    const [segment] = describeInBox([{ algorithmParameters: "weights" }] as never, box);
    expect(segment!.algorithmParameters).toBe(
      "weights; run only in columns 1 to 2, rows 0 to 1, slices 2 to 3, counted from 0",
    );
  });

  it.each([
    { from: [1, 0, 2], to: [1, 2, 4] },
    { from: [-1, 0, 2], to: [1, 2, 4] },
    { from: [0, 0, 0], to: [4, 3, 6] },
    { from: [0.5, 0, 0], to: [4, 3, 5] },
    { from: [Number.NaN, 0, 0], to: [4, 3, 5] },
  ] as const)("refuses $from to $to, which is no part of the image", (wrong) => {
    expect(() => createBoxLimit(wrong, grid)).toThrow(
      expect.objectContaining({ code: "invalid-argument", details: { argument: "box" } }),
    );
  });
});
