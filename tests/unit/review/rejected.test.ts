import { describe, expect, it } from "vitest";
import { type EditTarget, writeRuns } from "../../../src/editing/index.ts";
import type { Grid } from "../../../src/geometry/index.ts";
import { wholeBlock } from "../../../src/regions/index.ts";
import {
  emptyReview,
  findRejected,
  updateReview,
  withFindingState,
  withSegmentState,
} from "../../../src/review/index.ts";
import type { Segment } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const code = (codeValue: string) => ({ codeValue, codingSchemeDesignator: "SCT", codeMeaning: codeValue });
const [liver, spleen, kidney] = [code("10200004"), code("78961009"), code("64033007")];
const [left, right] = [code("7771000"), code("24028007")];
const organ = (number: number, type: typeof liver, more: Partial<Segment> = {}): Segment =>
  anySegment(number, { type, ...more });
const lesion = (number: number, more: Partial<Segment> = {}): Segment =>
  anySegment(number, { category: code("49755003"), type: code("108369006"), ...more });

/** What is exported of labels drawn as digits, when the findings at these places, or these whole segments, are rejected. */
function exported(
  rows: readonly string[],
  segments: readonly Segment[],
  { at = [], whole = [] }: { at?: readonly (readonly [number, number])[]; whole?: readonly number[] },
): string[] {
  const grid: Grid = straightGrid([rows[0]!.length, rows.length, 1]);
  const voxels = Uint8Array.from(rows.join(""), Number);
  const target: EditTarget = { grid, labels: wholeBlock(grid, voxels) };
  const lesions = segments.filter(({ category }) => category.codeValue === "49755003");
  let review = updateReview(
    emptyReview,
    target,
    lesions.map(({ segmentNumber }) => segmentNumber),
    false,
  );
  for (const [i, j] of at) {
    const label = voxels[i + grid.size[0] * j];
    const finding = review.findings.find(
      ({ segmentNumber, box: { from, to } }) =>
        segmentNumber === label && i >= from[0] && i < to[0] && j >= from[1] && j < to[1],
    )!;
    review = withFindingState(review, finding.id, "rejected");
  }
  for (const number of whole) review = withSegmentState(review, number, "rejected");
  const before = voxels.slice();
  const { toChanges } = findRejected(target, segments, review);
  expect(voxels).toEqual(before);
  for (const runs of toChanges()) writeRuns(voxels, runs);
  return rows.map((_, j) => [...voxels.subarray(j * grid.size[0], (j + 1) * grid.size[0])].join(""));
}

describe("the voxels of a rejected lesion", () => {
  it("are the organ's that the model says it is part of, where it touches that", () => {
    const segments = [organ(1, liver), lesion(2, { partOf: 1 })];
    const rows = ["0111110", "0122110", "0111120", "2000000"];
    expect(exported(rows, segments, { at: [[2, 1]] })).toEqual(["0111110", "0111110", "0111120", "2000000"]);
    expect(exported(rows, segments, { at: [[5, 2]] })).toEqual(["0111110", "0122110", "0111110", "2000000"]);
    expect(exported(rows, segments, { at: [[0, 3]] })).toEqual(["0111110", "0122110", "0111120", "0000000"]);
  });

  it("are those of its anatomic region in a file without a manifest, on its side", () => {
    const segments = [
      organ(1, kidney, { typeModifier: left }),
      organ(2, kidney, { typeModifier: right }),
      lesion(3, { anatomicRegion: kidney, anatomicRegionModifier: right }),
      organ(4, spleen),
    ];
    expect(exported(["1132240"], segments, { at: [[2, 0]] })).toEqual(["1122240"]);
    expect(exported(["4430110"], segments, { at: [[2, 0]] })).toEqual(["4400110"]);
  });

  it("are those of the one segment around it where nothing says more", () => {
    const segments = [organ(1, liver), lesion(2), organ(3, spleen)];
    expect(exported(["1111", "1221", "1111"], segments, { at: [[1, 1]] })).toEqual(["1111", "1111", "1111"]);
    expect(exported(["1111", "1223", "1111"], segments, { at: [[1, 1]] })).toEqual(["1111", "1003", "1111"]);
    expect(exported(["0000", "0220", "0000"], segments, { at: [[1, 1]] })).toEqual(["0000", "0000", "0000"]);
  });

  it("are another lesion's around it, and the organ's where that was rejected too", () => {
    const segments = [organ(1, liver), lesion(2, { anatomicRegion: liver }), lesion(3)];
    const rows = ["1222221", "1233321", "1222221"];
    expect(exported(rows, segments, { at: [[3, 1]] })).toEqual(["1222221", "1222221", "1222221"]);
    const both: [number, number][] = [
      [3, 1],
      [1, 0],
    ];
    expect(exported(rows, segments, { at: both })).toEqual(["1111111", "1111111", "1111111"]);
  });

  it("are background's where two lesions without an organ touch", () => {
    expect(exported(["02330"], [lesion(2), lesion(3)], { whole: [2, 3] })).toEqual(["00000"]);
  });
});

it("a rejected organ is background, not what is around it", () => {
  const segments = [organ(1, liver), organ(2, spleen)];
  expect(exported(["1111", "1221", "1111"], segments, { whole: [2] })).toEqual(["1111", "1001", "1111"]);
});

it("a lesion that lies in a rejected organ does not bring the organ back", () => {
  const segments = [organ(1, liver), lesion(2, { partOf: 1 })];
  expect(exported(["11211"], segments, { at: [[2, 0]], whole: [1] })).toEqual(["00000"]);
});
