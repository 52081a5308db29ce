import { describe, expect, it } from "vitest";
import type { EditTarget } from "../../../src/editing/index.ts";
import {
  emptyReview,
  nextUnseen,
  type ReviewList,
  segmentState,
  updateReview,
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
