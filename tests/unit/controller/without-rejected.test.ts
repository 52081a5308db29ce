import { describe, expect, it } from "vitest";
import {
  exportedVolumeMl,
  rejectionNotes,
  withoutRejected,
} from "../../../src/controller/without-rejected.ts";
import { voxelVolumeMl } from "../../../src/geometry/index.ts";
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
    const { labelMap: exported } = withoutRejected(labelMap, review);
    expect(exported).toEqual(labelMap);
    expect(exported.voxels).not.toBe(voxels);
  });

  it("lacks the lesion that was rejected, and no other", () => {
    const small = review.findings.find((finding) => finding.voxels === 1)!;
    const { labelMap: exported } = withoutRejected(labelMap, withFindingState(review, small.id, "rejected"));
    expect([...exported.voxels]).toEqual([1, 1, 0, 0, 0, 2, 2]);
    expect(exported.segments).toHaveLength(2);
  });

  it("lacks a segment that was rejected, or of which nothing is left", () => {
    const { labelMap: withoutTwo } = withoutRejected(labelMap, withSegmentState(review, 2, "rejected"));
    expect([...withoutTwo.voxels]).toEqual([1, 1, 0, 1, 0, 0, 0]);
    expect(withoutTwo.segments).toEqual([anySegment(1)]);
    const all = review.findings.reduce((list, { id }) => withFindingState(list, id, "rejected"), review);
    expect(withoutRejected(labelMap, all).labelMap.segments).toEqual([anySegment(2)]);
  });

  it("gives a rejected lesion to the organ, says so, and counts it there", () => {
    const lesion = {
      category: { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" },
      partOf: 1,
    };
    const segments = [anySegment(1, { label: "Liver", algorithmType: "AUTOMATIC" }), anySegment(2, lesion)];
    const drawn = { grid, voxels: Uint8Array.of(1, 1, 2, 1, 0, 0, 0), segments };
    const labels = { box: { from: [0, 0, 0], to: [7, 1, 1] }, values: drawn.voxels } as const;
    const found = updateReview(emptyReview, { grid, labels }, [2], false);
    const { labelMap: exported, rejected } = withoutRejected(
      drawn,
      withFindingState(found, found.findings[0]!.id, "rejected"),
    );
    expect([...exported.voxels]).toEqual([1, 1, 1, 1, 0, 0, 0]);
    expect(exported.segments).toEqual([anySegment(1, { label: "Liver", algorithmType: "SEMIAUTOMATIC" })]);
    expect(rejectionNotes(rejected, segments)).toEqual(["Segment 2: rejected, exported as Liver."]);
    const [liver, none] = [
      { segmentNumber: 1, volumeMl: 3 * voxelVolumeMl(grid) },
      { segmentNumber: 2, volumeMl: voxelVolumeMl(grid) },
    ];
    expect(exportedVolumeMl(liver, rejected)).toBeCloseTo(4 * voxelVolumeMl(grid));
    expect(exportedVolumeMl(none, rejected)).toBeCloseTo(0);
  });

  it("leaves the segmentation itself as it is", () => {
    expect([...voxels]).toEqual([1, 1, 0, 1, 0, 2, 2]);
  });
});
