import { describe, expect, it } from "vitest";
import { ProbabilityMap } from "../../../src/controller/probability-map.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

const grid = straightGrid([3, 2, 2]);

/** Slice 0 of two segments; slice 1 is all background. */
function createMap(): ProbabilityMap {
  const map = new ProbabilityMap(grid);
  map.addSlice({
    sliceAxis: 2,
    sliceIndex: 0,
    labels: new Uint8Array(6),
    probabilities: {
      segments: [
        { segmentNumber: 1, values: Uint8Array.of(250, 100, 100, 0, 130, 0) },
        { segmentNumber: 2, values: Uint8Array.of(0, 150, 50, 0, 120, 0) },
      ],
      entropy: Uint8Array.of(10, 200, 255, 0, 0, 0),
    },
  });
  return map;
}

describe("forEachChange", () => {
  const changed = (threshold: number, before: Uint8Array, labels = before): number[] => {
    const result = labels.slice();
    createMap().forEachChange(1, threshold, { labels, before }, (i, j, k, label) => {
      result[i + 3 * (j + 2 * k)] = label;
    });
    return [...result.subarray(0, 6)];
  };

  it("gives the segment every voxel that reaches the threshold", () => {
    expect(changed(100, new Uint8Array(12))).toEqual([1, 1, 1, 0, 1, 0]);
    expect(changed(101, new Uint8Array(12))).toEqual([1, 0, 0, 0, 1, 0]);
  });

  it("gives what falls below to the likeliest of the others, the background among them", () => {
    expect(changed(200, new Uint8Array(12).fill(1, 0, 6))).toEqual([1, 2, 0, 0, 2, 0]);
  });

  it("gives back what a lower threshold took from segments that the model does not know", () => {
    const before = new Uint8Array(12).fill(3, 0, 6);
    const lower = changed(100, before);
    expect(lower).toEqual([1, 1, 1, 3, 1, 3]);
    expect(changed(200, before, Uint8Array.from([...lower, ...new Uint8Array(6)]))).toEqual([
      1, 3, 3, 3, 3, 3,
    ]);
  });
});

describe("uncertainSlices", () => {
  it("names the slices in which the model is undecided, and where", () => {
    expect(createMap().uncertainSlices(2)).toEqual([{ sliceIndex: 0, uncertainty: 199, ijk: [2, 0, 0] }]);
    expect(createMap().uncertainSlices(0)).toEqual([
      { sliceIndex: 2, uncertainty: 127, ijk: [2, 0, 0] },
      { sliceIndex: 1, uncertainty: 72, ijk: [1, 0, 0] },
    ]);
  });
});
