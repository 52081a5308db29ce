import { describe, expect, it } from "vitest";
import { emptyReview, instanceColor, mapInstances, updateReview } from "../../../src/review/index.ts";
import { gridOf, readSlices, targetOf } from "../editing/targets.ts";
import { anySegment } from "../volume/any-segment.ts";

const lesions = anySegment(2, { panoptic: "thing" });

describe("mapInstances", () => {
  const grid = gridOf([10, 3, 1], [1, 1, 1]);
  const target = targetOf(grid, readSlices(["222..22..1", "222..22..1", ".........."]));

  it("knows the finding at every voxel of a thing, and nothing of stuff", () => {
    const list = updateReview(emptyReview, target, [lesions], false);
    const map = mapInstances(target, [anySegment(1), lesions], list);
    expect([...Array(10).keys()].map((index) => map.at(index))).toEqual([1, 1, 1, 0, 0, 2, 2, 0, 0, 0]);
  });

  it("tells instances apart that are no findings yet", () => {
    const map = mapInstances(target, [lesions], emptyReview);
    expect([map.at(0), map.at(5), map.at(4)]).toEqual([-1, -2, 0]);
  });
});

describe("instanceColor", () => {
  it("is another for each of many instances, and one that can be seen", () => {
    const colors = [...Array(24).keys()].map((id) => instanceColor(id + 1));
    expect(new Set(colors.map(String)).size).toBe(24);
    for (const color of colors) expect(Math.max(...color)).toBeGreaterThan(150);
    expect(instanceColor(-1)).not.toEqual(instanceColor(1));
  });
});
