import type { RecordedFinding, ReviewRecord } from "../dicom-objects/index.ts";
import { type Grid, ijkToLps, lpsToIjk, type Point } from "../geometry/index.ts";
import { type Decision, emptyReview, type Finding, type ReviewList } from "../review/index.ts";
import type { OpenStudy } from "./controller-context.ts";

/** What was said of a study's findings, and which voxels a person decided, as a DICOM-SEG keeps it. */
export function toReviewRecord({ session: { grid }, review, edited }: OpenStudy): ReviewRecord {
  const { findings, segments, decisions } = review.settle();
  return {
    findings: findings.map(({ segmentNumber, number, state, place, voxels, tracking, decision }) => ({
      ...{ segmentNumber, number, state, voxels },
      ...(tracking && { tracking }),
      place: ijkToLps(grid, place),
      ...toRecorded(decision),
    })),
    segments: [...segments].map(([segmentNumber, state]) => ({
      segmentNumber,
      state,
      ...toRecorded(decisions.get(segmentNumber)),
    })),
    edited: edited.toRuns(),
  };
}

/** A record as a review of labels on a grid; what is measured of the findings comes from the labels. */
export function toReviewList({ findings, segments }: ReviewRecord, grid: Grid): ReviewList {
  const lastNumbers = new Map<number, number>();
  for (const { segmentNumber, number } of findings)
    lastNumbers.set(segmentNumber, Math.max(number, lastNumbers.get(segmentNumber) ?? 0));
  return {
    ...emptyReview,
    findings: findings.map((finding, index) => toFinding(finding, index + 1, grid)),
    segments: new Map(segments.map(({ segmentNumber, state }) => [segmentNumber, state])),
    decisions: new Map(
      segments.flatMap((segment) => {
        const decision = toDecision(segment);
        return decision ? [[segment.segmentNumber, decision]] : [];
      }),
    ),
    nextId: findings.length + 1,
    lastNumbers,
  };
}

function toFinding(recorded: RecordedFinding, id: number, grid: Grid): Finding {
  const { segmentNumber, number, state, voxels, tracking } = recorded;
  const place = lpsToIjk(grid, recorded.place).map(Math.round) as unknown as Point<"ijk">;
  return {
    ...{ id, segmentNumber, number, state, voxels, place, centre: place },
    decision: toDecision(recorded),
    ...(tracking && { tracking }),
    box: { from: place, to: [place[0] + 1, place[1] + 1, place[2] + 1] },
    volumeMl: 0,
    diameter: { lengthMm: 0, sliceIndex: place[2], ends: [place, place], shortAxisMm: 0 },
    values: undefined,
  };
}

function toRecorded(decision: Decision | undefined): Pick<RecordedFinding, "by" | "at"> {
  if (!decision) return {};
  const { by, at } = decision;
  return { ...(by !== "" && { by }), at: new Date(at).toISOString() };
}

function toDecision({ by = "", at }: Pick<RecordedFinding, "by" | "at">): Decision | undefined {
  return at === undefined ? undefined : { by, at: Date.parse(at) };
}
