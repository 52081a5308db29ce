import { expect, it } from "vitest";
import { toReviewItems } from "../../../src/controller/review-items.ts";
import type { SegmentRow } from "../../../src/controller/state-parts.ts";
import { emptyReview, type Finding } from "../../../src/review/index.ts";

const row = (segmentNumber: number, label: string, volumeMl: number) =>
  ({ segmentNumber, label, volumeMl, centre: [1, 2, 3] }) as unknown as SegmentRow;
const finding = (id: number, volumeMl: number, lengthMm: number) =>
  ({
    id,
    number: id - 6,
    segmentNumber: 2,
    volumeMl,
    diameter: { lengthMm },
    state: "unseen",
    place: [4, 5, id],
  }) as unknown as Finding;

const state = {
  segments: [row(1, "Liver", 1500), row(2, "Tumour", 30), row(3, "Spleen", 0)],
  review: {
    ...emptyReview,
    findings: [finding(7, 20, 11), finding(8, 10, 44)],
    segments: new Map([[1, "accepted" as const]]),
  },
  reviewOrder: undefined,
  study: undefined,
};

it("lists segments without lesions as they are, lesions in the place of theirs, empty segments not at all", () => {
  expect(toReviewItems(state).map(({ id, name, state: said, slice }) => [id, name, said, slice])).toEqual([
    ["segment-1", "Liver", "accepted", 3],
    ["finding-7", "Tumour 1", "unseen", 7],
    ["finding-8", "Tumour 2", "unseen", 8],
  ]);
});

it("sorts by any column, what has no value behind what has, from the largest", () => {
  const ids = (by: "diameterMm" | "volumeMl" | "name", descending: boolean) =>
    toReviewItems({ ...state, reviewOrder: { by, descending } }).map(({ id }) => id);
  expect(ids("diameterMm", true)).toEqual(["finding-8", "finding-7", "segment-1"]);
  expect(ids("volumeMl", false)).toEqual(["finding-8", "finding-7", "segment-1"]);
  expect(ids("name", true)).toEqual(["finding-8", "finding-7", "segment-1"]);
});
