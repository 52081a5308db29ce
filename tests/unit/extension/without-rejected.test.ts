import { describe, expect, it } from "vitest";
import { withoutRejected } from "../../../src/extension/without-rejected.ts";
import { emptyReview, updateReview, withFindingState, withSegmentState } from "../../../src/review/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const grid = straightGrid([7, 1, 1]);
const voxels = Uint8Array.of(1, 1, 0, 1, 0, 2, 2);
const labelMap = { grid, voxels, segments: [anySegment(1), anySegment(2)] };
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
    expect(withoutTwo.segments).toEqual([anySegment(1)]);
    const all = review.findings.reduce((list, { id }) => withFindingState(list, id, "rejected"), review);
    expect(withoutRejected(labelMap, all).segments).toEqual([anySegment(2)]);
  });

  it("leaves the segmentation itself as it is", () => {
    expect([...voxels]).toEqual([1, 1, 0, 1, 0, 2, 2]);
  });
});
