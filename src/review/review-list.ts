import { type EditTarget, segmentBox } from "../editing/index.ts";
import { type Box, isInBox, type MeasuredAxes, voxelsInBox } from "../regions/index.ts";
import type { Segment } from "../volume/index.ts";
import { editedOnPurpose, type HandEdit } from "./edited-findings.ts";
import { type Lesion, locateLesions } from "./lesions.ts";

/** Review state of a finding. An edit turns `unseen` or `accepted` into `corrected`. */
export type ReviewState = "unseen" | "accepted" | "corrected" | "rejected";

/** Who set a review state, and when. */
export interface Decision {
  /** The name as people write it; "" if unknown. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** TrackingID and TrackingUID, which identify a finding in files and over time (PS3.3 C.8.20.4). */
export interface Tracking {
  readonly id: string;
  readonly uid: string;
}

/** A segment whose parts are findings: its number, and the rule for its instances if it has one. */
export type FindingSegment = number | Pick<Segment, "segmentNumber" | "instances">;

/** A lesion, or what an edit has left of it, with its review state. */
export interface Finding extends Lesion {
  /** Stays the same through edits. */
  readonly id: number;
  /** Number among its segment's findings; never changes, even when sizes do or other findings disappear. */
  readonly number: number;
  readonly state: ReviewState;
  /** Stays through edits and repeated runs; undefined before `withTracking`. */
  readonly tracking?: Tracking | undefined;
  /** Undefined while unseen. */
  readonly decision?: Decision | undefined;
  /** Axes drawn by hand, which replace the automatic ones. Stays through edits and repeated runs. */
  readonly measured?: MeasuredAxes | undefined;
}

/**
 * The findings of a segmentation with their review states; an immutable value. After an edit, findings are recognised by
 * position, so that numbers and states persist.
 */
export interface ReviewList {
  readonly findings: readonly Finding[];
  /** State of each segment as a whole; `unseen` without an entry. */
  readonly segments: ReadonlyMap<number, ReviewState>;
  /** Decision on each segment as a whole. */
  readonly decisions: ReadonlyMap<number, Decision>;
  readonly nextId: number;
  /** The highest number used for a finding of each segment. */
  readonly lastNumbers: ReadonlyMap<number, number>;
}

export const emptyReview: ReviewList = {
  findings: [],
  segments: new Map(),
  decisions: new Map(),
  nextId: 1,
  lastNumbers: new Map(),
};

/**
 * Updates the list for the current labels. A lesion that contains a finding's `place` is the same finding. If changed on
 * purpose by hand it becomes `corrected`, unless it was rejected; if an edit only touched it, its state stays, and `unseen`
 * stays if it was off screen. Findings that are gone leave the list; new ones are `unseen`, or `corrected` if drawn by hand.
 * @param by the manual edit; `true` if only its result is known, so that every change counts as intended; `false` for a change
 * by a model or a file, which resets all states and numbers.
 */
export function updateReview(
  review: ReviewList,
  target: EditTarget,
  segments: readonly FindingSegment[],
  by: boolean | HandEdit,
): ReviewList {
  const located = segments.map((segment) =>
    typeof segment === "number"
      ? locateLesions(target, segment)
      : locateLesions(target, segment.segmentNumber, { rule: segment.instances }),
  );
  const lesions = located.flatMap((segment) => segment.lesions);
  const numbering = new Numbering(by === false ? new Map() : review.lastNumbers);
  const lastOf = findAgain(review.findings, located);
  /** What an edit of a finding does not change. */
  const lastingOf = (lesion: Lesion): Pick<Finding, "tracking" | "measured"> => {
    const { tracking, measured } = lastOf.get(lesion) ?? {};
    return { ...(tracking && { tracking }), ...(measured && { measured }) };
  };
  if (by === false) {
    const findings = lesions.map(
      (lesion, n): Finding => ({
        ...lesion,
        id: review.nextId + n,
        number: numbering.next(lesion.segmentNumber),
        state: "unseen",
        ...lastingOf(lesion),
      }),
    );
    const nextId = review.nextId + findings.length;
    return { ...emptyReview, findings, nextId, lastNumbers: numbering.last };
  }
  const isUntouched = (lesion: Lesion): boolean => {
    const last = lastOf.get(lesion);
    return last?.voxels === lesion.voxels && samePlace(last, lesion);
  };
  const isMeant =
    by === true
      ? () => true
      : editedOnPurpose(by, target, {
          lesionAt: (place, segmentNumber) =>
            located.map(({ at }) => at(place)).find((lesion) => lesion?.segmentNumber === segmentNumber),
          changed: lesions
            .filter((lesion) => !isUntouched(lesion))
            .map((lesion) => [lesion, lastOf.get(lesion)]),
        });
  let { nextId } = review;
  const corrected = new Set<number>();
  const findings = lesions.map((lesion): Finding => {
    const last = lastOf.get(lesion);
    const kept = { id: last?.id ?? nextId++, number: last?.number ?? numbering.next(lesion.segmentNumber) };
    const { state = "unseen", decision } = last ?? {};
    const same = { ...lesion, ...kept, ...lastingOf(lesion) };
    if (isUntouched(lesion) || state === "rejected" || !isMeant(lesion)) return { ...same, state, decision };
    corrected.add(lesion.segmentNumber);
    return { ...same, state: "corrected" };
  });
  const left = review.findings.filter((finding) => ![...lastOf.values()].includes(finding));
  for (const { segmentNumber } of left)
    if (by === true || by.segments.has(segmentNumber)) corrected.add(segmentNumber);
  const list: ReviewList = { ...review, findings, nextId, lastNumbers: numbering.last };
  return [...corrected]
    .filter((segmentNumber) => segmentState(review, segmentNumber) !== "rejected")
    .reduce((changed, segmentNumber) => asWhole(changed, segmentNumber, "corrected"), list);
}

/**
 * Finds the findings that lesions were before, by the voxel at their `place` or, if that was erased, by their bounding box. If
 * several have merged, the first in the list continues.
 */
function findAgain(
  findings: readonly Finding[],
  located: readonly ReturnType<typeof locateLesions>[],
): Map<Lesion, Finding> {
  const lastOf = new Map<Lesion, Finding>();
  const lost: Finding[] = [];
  for (const finding of findings) {
    const now = located
      .map(({ at }) => at(finding.place))
      .find((lesion) => lesion?.segmentNumber === finding.segmentNumber);
    if (!now) lost.push(finding);
    else if (!lastOf.has(now)) lastOf.set(now, finding);
  }
  const lesions = located.flatMap((segment) => segment.lesions);
  for (const finding of lost) {
    const rest = lesions.find(
      (lesion) =>
        lesion.segmentNumber === finding.segmentNumber &&
        !lastOf.has(lesion) &&
        isInBox(finding.box, lesion.place),
    );
    if (rest) lastOf.set(rest, finding);
  }
  return lastOf;
}

/** Marks segments without findings as corrected if an edit was meant for them and they were on screen. */
export function withCorrectedSegments(
  review: ReviewList,
  target: EditTarget,
  { segments, isOnScreen }: HandEdit,
  lesions: readonly number[],
): ReviewList {
  const isSeen = (box: Box): boolean => voxelsInBox(box) === 0 || isOnScreen(box);
  return [...segments]
    .filter((segmentNumber) => segmentNumber !== 0 && !lesions.includes(segmentNumber))
    .filter((segmentNumber) => segmentState(review, segmentNumber) !== "rejected")
    .filter((segmentNumber) => isSeen(segmentBox(target, segmentNumber)))
    .reduce((changed, segmentNumber) => withSegmentState(changed, segmentNumber, "corrected"), review);
}

/** The list with another state for a finding. */
export function withFindingState(
  review: ReviewList,
  id: number,
  state: ReviewState,
  decision?: Decision,
): ReviewList {
  return {
    ...review,
    findings: review.findings.map((finding) =>
      finding.id === id ? { ...finding, state, decision } : finding,
    ),
  };
}

/** The list with manual axes for a finding; undefined restores the automatic ones. */
export function withMeasured(review: ReviewList, id: number, measured: MeasuredAxes | undefined): ReviewList {
  return {
    ...review,
    findings: review.findings.map((finding) => (finding.id === id ? { ...finding, measured } : finding)),
  };
}

/** The list with another state for a whole segment, which its undecided findings take over. */
export function withSegmentState(
  review: ReviewList,
  segmentNumber: number,
  state: ReviewState,
  decision?: Decision,
): ReviewList {
  return {
    ...asWhole(review, segmentNumber, state, decision),
    findings: review.findings.map((finding) =>
      finding.segmentNumber === segmentNumber && finding.state === "unseen"
        ? { ...finding, state, decision }
        : finding,
    ),
  };
}

function asWhole(
  review: ReviewList,
  segmentNumber: number,
  state: ReviewState,
  decision?: Decision,
): ReviewList {
  const decisions = new Map(review.decisions);
  if (decision) decisions.set(segmentNumber, decision);
  else decisions.delete(segmentNumber);
  return { ...review, segments: new Map(review.segments).set(segmentNumber, state), decisions };
}

/** Sets who decided for corrected findings that have no decision yet. */
export function withCorrector(review: ReviewList, decision: Decision): ReviewList {
  const decisions = new Map(review.decisions);
  for (const [segmentNumber, state] of review.segments)
    if (state === "corrected" && !decisions.has(segmentNumber)) decisions.set(segmentNumber, decision);
  return {
    ...review,
    decisions,
    findings: review.findings.map((finding) =>
      finding.state === "corrected" && !finding.decision ? { ...finding, decision } : finding,
    ),
  };
}

export function segmentState(review: ReviewList, segmentNumber: number): ReviewState {
  return review.segments.get(segmentNumber) ?? "unseen";
}

/** The next unseen finding after the one with that id, wrapping around at the end; undefined if all have been seen. */
export function nextUnseen<Item extends { readonly id: number | string; readonly state: ReviewState }>(
  { findings }: { readonly findings: readonly Item[] },
  afterId?: Item["id"],
): Item | undefined {
  const start = findings.findIndex(({ id }) => id === afterId) + 1;
  return [...findings.slice(start), ...findings.slice(0, start)].find(({ state }) => state === "unseen");
}

/** Assigns finding numbers by segment; no number is used twice. */
class Numbering {
  readonly last: Map<number, number>;

  constructor(last: ReadonlyMap<number, number>) {
    this.last = new Map(last);
  }

  next(segmentNumber: number): number {
    const number = (this.last.get(segmentNumber) ?? 0) + 1;
    this.last.set(segmentNumber, number);
    return number;
  }
}

function samePlace(a: Lesion, b: Lesion): boolean {
  return a.place.every((at, axis) => at === b.place[axis]);
}
