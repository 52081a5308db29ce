import { describe, expect, it } from "vitest";
import { type EditTarget, VoxelRunCollector } from "../../../src/editing/index.ts";
import {
  emptyReview,
  nextUnseen,
  type ReviewList,
  segmentState,
  toHandEdit,
  updateReview,
  withCorrectedSegments,
  withFindingState,
  withSegmentState,
} from "../../../src/review/index.ts";
import { gridOf, readSlices, targetOf } from "../editing/targets.ts";

const grid = gridOf([10, 3, 1], [1, 1, 1]);
const drawn = (...rows: string[]): EditTarget => targetOf(grid, readSlices(rows));
const byModel = drawn("222..22..2", "222..22...", "..........");
const states = (review: ReviewList) => review.findings.map(({ id, state }) => `${id} ${state}`);

describe("a review", () => {
  const fresh = updateReview(emptyReview, byModel, [2], false);

  it("begins with every finding unseen", () => {
    expect(states(fresh)).toEqual(["1 unseen", "2 unseen", "3 unseen"]);
    expect(segmentState(fresh, 2)).toBe("unseen");
  });

  it("goes from one unseen finding to the next, round and round", () => {
    expect(nextUnseen(fresh)?.id).toBe(1);
    const seen = withFindingState(fresh, 2, "accepted");
    expect(nextUnseen(seen, 1)?.id).toBe(3);
    expect(nextUnseen(seen, 3)?.id).toBe(1);
    const all = withSegmentState(seen, 2, "accepted");
    expect(nextUnseen(all)).toBeUndefined();
    expect(segmentState(all, 2)).toBe("accepted");
  });

  it("keeps numbers and states through an edit; what was changed is corrected", () => {
    const seen = withFindingState(withFindingState(fresh, 1, "accepted"), 2, "accepted");
    const after = updateReview(seen, drawn("222..222.2", "222..222..", "......2..."), [2], true);
    expect(states(after)).toEqual(["2 corrected", "1 accepted", "3 unseen"]);
    expect(segmentState(after, 2)).toBe("corrected");
  });

  it("drops what is gone, numbers what is new, and leaves what was rejected rejected", () => {
    const seen = withFindingState(fresh, 2, "rejected");
    const after = updateReview(seen, drawn("222..2....", "222..2....", ".........2"), [2], true);
    expect(states(after)).toEqual(["1 unseen", "2 rejected", "4 corrected"]);
  });

  it("goes on with one finding where two have grown together", () => {
    const after = updateReview(fresh, drawn("222222222.", "222..22...", ".........."), [2], true);
    expect(states(after)).toEqual(["1 corrected"]);
  });

  it("begins anew when the model has drawn again", () => {
    const seen = withSegmentState(fresh, 2, "accepted");
    expect(states(updateReview(seen, byModel, [2], false))).toEqual(["4 unseen", "5 unseen", "6 unseen"]);
  });
});

/** The edit that makes one drawing of another. */
function editFrom(before: EditTarget, after: EditTarget, isOnScreen = () => true) {
  const runs = new VoxelRunCollector();
  before.labels.values.forEach((label, index) => {
    if (index % grid.size[0] === 0) runs.endRow();
    if (label !== after.labels.values[index]) runs.add(index, label, after.labels.values[index]!);
  });
  return toHandEdit([runs.toRuns()], isOnScreen);
}

describe("what an edit was meant for", () => {
  const before = drawn("222..111..", "222..111..", ".....2222.");
  const fresh = updateReview(emptyReview, before, [2], false);
  const edited = (now: EditTarget, isOnScreen?: () => boolean) =>
    updateReview(fresh, now, [2], editFrom(before, now, isOnScreen));

  it("is corrected; a segment that only gave way to another is not", () => {
    const now = drawn("222..1111.", "211..1111.", ".....2222.");
    const edit = editFrom(before, now);
    expect([...edit.segments]).toEqual([1]);
    expect(states(updateReview(fresh, now, [2], edit))).toEqual(["1 unseen", "2 unseen"]);
    expect(states(updateReview(fresh, now, [2], true))).toEqual(["1 corrected", "2 unseen"]);
    const organs = withCorrectedSegments(fresh, now, edit, [2]);
    expect([segmentState(organs, 1), segmentState(organs, 2)]).toEqual(["corrected", "unseen"]);
  });

  it("is not what the eraser grazed beside what it was used for", () => {
    expect(states(edited(drawn(".....111..", "2....111..", "......222.")))).toEqual([
      "2 unseen",
      "1 corrected",
    ]);
    expect(states(edited(drawn("22...111..", "222..111..", "......222.")))).toEqual([
      "1 corrected",
      "2 corrected",
    ]);
  });

  it("is not what was not on screen: that stays unseen, what is new too", () => {
    const now = drawn("2222.111..", "222..111.2", ".....222..");
    expect(states(edited(now))).toEqual(["1 corrected", "2 corrected", "3 corrected"]);
    expect(states(edited(now, () => false))).toEqual(["1 unseen", "2 unseen", "3 unseen"]);
  });

  it("numbers findings for good: size orders the list, not the names", () => {
    const numbers = (review: ReviewList) => review.findings.map(({ number }) => number);
    expect(numbers(fresh)).toEqual([1, 2]);
    const smaller = drawn("2....111..", ".....111..", ".....2222.");
    const shrunk = updateReview(fresh, smaller, [2], true);
    expect(numbers(shrunk)).toEqual([2, 1]);
    const gone = updateReview(shrunk, drawn("2....111..", ".....111..", ".........."), [2], true);
    const added = updateReview(gone, drawn("2....111..", ".....111..", "......2222"), [2], true);
    expect(numbers(added)).toEqual([3, 1]);
    expect(numbers(updateReview(added, before, [2], false))).toEqual([1, 2]);
  });
});
