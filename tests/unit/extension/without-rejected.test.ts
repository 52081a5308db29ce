import { describe, expect, it } from "vitest";
import { withoutRejected } from "../../../src/extension/without-rejected.ts";
import type { Grid } from "../../../src/geometry/index.ts";
import { emptyReview, updateReview, withFindingState, withSegmentState } from "../../../src/review/index.ts";
import type { Segment } from "../../../src/volume/index.ts";

const grid = {
  size: [7, 1, 1],
  spacingMm: [1, 1, 1],
  originLps: [0, 0, 0],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as unknown as Grid;
const segment = (segmentNumber: number) => ({ segmentNumber }) as Segment;
const voxels = Uint8Array.of(1, 1, 0, 1, 0, 2, 2);
const labelMap = { grid, voxels, segments: [segment(1), segment(2)] };
const review = updateReview(
  emptyReview,
  { grid, labels: { box: { from: [0, 0, 0], to: [7, 1, 1] }, values: voxels } },
  [1],
  false,
);

describe("what is exported", () => {
  it("is a copy where nothing was rejected", () => {
    const exported = withoutRejected(labelMap, review);
    expect(exported).toEqual(labelMap);
    expect(exported.voxels).not.toBe(voxels);
  });

  it("lacks the lesion that was rejected, and no other", () => {
    const small = review.findings.find((finding) => finding.voxels === 1)!;
    const exported = withoutRejected(labelMap, withFindingState(review, small.id, "rejected"));
    expect([...exported.voxels]).toEqual([1, 1, 0, 0, 0, 2, 2]);
    expect(exported.segments).toHaveLength(2);
  });

  it("lacks a segment that was rejected, or of which nothing is left", () => {
    const withoutTwo = withoutRejected(labelMap, withSegmentState(review, 2, "rejected"));
    expect([...withoutTwo.voxels]).toEqual([1, 1, 0, 1, 0, 0, 0]);
    expect(withoutTwo.segments).toEqual([segment(1)]);
    const all = review.findings.reduce((list, { id }) => withFindingState(list, id, "rejected"), review);
    expect(withoutRejected(labelMap, all).segments).toEqual([segment(2)]);
  });

  it("leaves the segmentation itself as it is", () => {
    expect([...voxels]).toEqual([1, 1, 0, 1, 0, 2, 2]);
  });
});
