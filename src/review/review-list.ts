import type { EditTarget } from "../editing/index.ts";
import { type Lesion, locateLesions } from "./lesions.ts";

/** What a reader has said of a finding. An edit makes `corrected` of what was seen or accepted. */
export type ReviewState = "unseen" | "accepted" | "corrected" | "rejected";

/** A lesion, or what is left of one, and what was said of it. */
export interface Finding extends Lesion {
  /** Stays the same through edits. */
  readonly id: number;
  readonly state: ReviewState;
}

/**
 * The findings of a segmentation with their states: a value that is replaced, never changed. Findings are found again
 * after an edit by where they are, so that their numbers and states last.
 */
export interface ReviewList {
  readonly findings: readonly Finding[];
  /** State of each segment as a whole; `unseen` without an entry. */
  readonly segments: ReadonlyMap<number, ReviewState>;
  readonly nextId: number;
}

export const emptyReview: ReviewList = { findings: [], segments: new Map(), nextId: 1 };

/**
 * The list for the labels as they are now. A lesion that holds the place of a finding is the same finding; where its size
 * has changed by a person's hand, `unseen` and `accepted` become `corrected`. What is
 * gone leaves the list; what is new is `unseen`, or `corrected` when a person drew it.
 * @param byHand whether the change was a person's; a model's makes every state anew.
 */
export function updateReview(
  review: ReviewList,
  target: EditTarget,
  segmentNumbers: readonly number[],
  byHand: boolean,
): ReviewList {
  const located = segmentNumbers.map((segmentNumber) => locateLesions(target, segmentNumber));
  const lesions = located.flatMap((segment) => segment.lesions);
  if (!byHand) {
    const findings = lesions.map(
      (lesion, n): Finding => ({ ...lesion, id: review.nextId + n, state: "unseen" }),
    );
    return { findings, segments: new Map(), nextId: review.nextId + findings.length };
  }
  // Of several findings that have grown together the first in the list goes on.
  const lastOf = new Map<Lesion, Finding>();
  for (const finding of review.findings) {
    const now = located
      .map(({ at }) => at(finding.place))
      .find((lesion) => lesion?.segmentNumber === finding.segmentNumber);
    if (now && !lastOf.has(now)) lastOf.set(now, finding);
  }
  let { nextId } = review;
  const changed = new Set<number>();
  const findings = lesions.map((lesion): Finding => {
    const last = lastOf.get(lesion);
    const isUntouched = last?.voxels === lesion.voxels && samePlace(last, lesion);
    if (!isUntouched) changed.add(lesion.segmentNumber);
    const state = last && (isUntouched || last.state === "rejected") ? last.state : "corrected";
    return { ...lesion, id: last?.id ?? nextId++, state };
  });
  const left = review.findings.filter((finding) => ![...lastOf.values()].includes(finding));
  for (const { segmentNumber } of left) changed.add(segmentNumber);
  const segments = new Map(review.segments);
  for (const segmentNumber of changed)
    if (segments.get(segmentNumber) !== "rejected") segments.set(segmentNumber, "corrected");
  return { findings, segments, nextId };
}

/** The list with another state of a finding. */
export function withFindingState(review: ReviewList, id: number, state: ReviewState): ReviewList {
  return {
    ...review,
    findings: review.findings.map((finding) => (finding.id === id ? { ...finding, state } : finding)),
  };
}

/** The list with another state of a whole segment; its findings that nothing was said of take it over. */
export function withSegmentState(review: ReviewList, segmentNumber: number, state: ReviewState): ReviewList {
  return {
    ...review,
    segments: new Map(review.segments).set(segmentNumber, state),
    findings: review.findings.map((finding) =>
      finding.segmentNumber === segmentNumber && finding.state === "unseen" ? { ...finding, state } : finding,
    ),
  };
}

export function segmentState(review: ReviewList, segmentNumber: number): ReviewState {
  return review.segments.get(segmentNumber) ?? "unseen";
}

/** The next unseen finding after the one with that id, wrapping at the end; undefined when all are seen. */
export function nextUnseen<Item extends { readonly id: number | string; readonly state: ReviewState }>(
  { findings }: { readonly findings: readonly Item[] },
  afterId?: Item["id"],
): Item | undefined {
  const start = findings.findIndex(({ id }) => id === afterId) + 1;
  return [...findings.slice(start), ...findings.slice(0, start)].find(({ state }) => state === "unseen");
}

function samePlace(a: Lesion, b: Lesion): boolean {
  return a.place.every((at, axis) => at === b.place[axis]);
}
