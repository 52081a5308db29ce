import { type EditTarget, segmentBox } from "../editing/index.ts";
import { type Box, isInBox, type MeasuredAxes, voxelsInBox } from "../regions/index.ts";
import type { Segment } from "../volume/index.ts";
import { editedOnPurpose, type HandEdit } from "./edited-findings.ts";
import { type Lesion, locateLesions } from "./lesions.ts";

/** State of a finding in review. An edit turns `seen` or `accepted` into `corrected`. */
export type ReviewState = "unseen" | "accepted" | "corrected" | "rejected";

/** Who decided, and when. */
export interface Decision {
  /** The name as people write it; "" if not known. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** TrackingID and TrackingUID of a finding, which identify it in files and over time points (PS3.3 C.8.20.4). */
export interface Tracking {
  readonly id: string;
  readonly uid: string;
}

/** A segment whose parts are findings: its number, with the rule for its instances if it has one. */
export type FindingSegment = number | Pick<Segment, "segmentNumber" | "instances">;

/** A lesion, or what an edit has left of one, with its review state. */
export interface Finding extends Lesion {
  /** Stays the same through edits. */
  readonly id: number;
  /** Number among the findings of its segment: constant, whatever happens to its size or to the others. */
  readonly number: number;
  readonly state: ReviewState;
  /** Stays through edits and repeated runs; undefined before `withTracking`. */
  readonly tracking?: Tracking | undefined;
  /** Undefined while it is unseen. */
  readonly decision?: Decision | undefined;
  /** Axes drawn by hand, which replace the automatic ones. Stays through edits and repeated runs. */
  readonly measured?: MeasuredAxes | undefined;
}

/**
 * The findings of a segmentation with their states: a value that is replaced, never changed. Findings are found again
 * after an edit by where they are, so that their numbers and states last.
 */
export interface ReviewList {
  readonly findings: readonly Finding[];
  /** State of each segment as a whole; `unseen` without an entry. */
  readonly segments: ReadonlyMap<number, ReviewState>;
  /** Decision on each segment as a whole. */
  readonly decisions: ReadonlyMap<number, Decision>;
  readonly nextId: number;
  /** The largest number that a finding of each segment has had. */
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
 * The list for the labels as they are now. A lesion that holds the place of a finding is the same finding. One that a person
 * has changed on purpose is `corrected`, unless it was rejected; one that an edit only grazed stays what it was, and `unseen`
 * stays what was not on screen. What is gone leaves the list; what is new is `unseen`, or `corrected` when a person drew it.
 * @param by the person's edit; `true` where only its result is known, so that all that has changed counts as meant; `false`
 * for a model's or a file's change, which makes every state and number anew.
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
 * The findings that lesions were before: by the voxel at their place, or, where that was erased, by the box in which they lay.
 * Of several that have grown together the first in the list goes on.
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

/** Segments without findings are corrected as a whole, where an edit was meant for them and they are on screen. */
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

/** The list with another state of a finding. */
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

/** The list with axes drawn by hand for a finding; undefined restores the automatic ones. */
export function withMeasured(review: ReviewList, id: number, measured: MeasuredAxes | undefined): ReviewList {
  return {
    ...review,
    findings: review.findings.map((finding) => (finding.id === id ? { ...finding, measured } : finding)),
  };
}

/** The list with another state of a whole segment, which its undecided findings take over. */
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

/** Sets the decision of corrected findings that have none yet. */
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

/** The next unseen finding after the one with that id, wrapping at the end; undefined when all are seen. */
export function nextUnseen<Item extends { readonly id: number | string; readonly state: ReviewState }>(
  { findings }: { readonly findings: readonly Item[] },
  afterId?: Item["id"],
): Item | undefined {
  const start = findings.findIndex(({ id }) => id === afterId) + 1;
  return [...findings.slice(start), ...findings.slice(0, start)].find(({ state }) => state === "unseen");
}

/** Numbers of findings, by segment; no number is used twice. */
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
