import type { RecordedAxes, RecordedFinding, ReviewRecord } from "../dicom-objects/index.ts";
import { type Grid, ijkToLps, lpsToIjk, type Point } from "../geometry/index.ts";
import { type MeasuredAxes, type MeasuredLine, measureAxes } from "../regions/index.ts";
import { type Decision, emptyReview, type Finding, type ReviewList } from "../review/index.ts";
import type { OpenStudy } from "./controller-context.ts";

/** The review states of a study's findings, and the voxels edited by hand, as a DICOM-SEG records them. */
export function toReviewRecord({ session: { grid }, review, edited }: OpenStudy): ReviewRecord {
  const { findings, segments, decisions } = review.settle();
  return {
    findings: findings.map(
      ({ segmentNumber, number, state, place, voxels, tracking, measured, decision }) => ({
        segmentNumber,
        number,
        state,
        voxels,
        ...(tracking && { tracking }),
        ...(measured && { measured: toRecordedAxes(measured, grid) }),
        place: ijkToLps(grid, place),
        ...toRecorded(decision),
      }),
    ),
    segments: [...segments].map(([segmentNumber, state]) => ({
      segmentNumber,
      state,
      ...toRecorded(decisions.get(segmentNumber)),
    })),
    edited: edited.toRuns(),
  };
}

/** A record as the review of labels on a grid; measurements are made from the labels. */
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
  const measured = recorded.measured && toMeasuredAxes(recorded.measured, grid);
  const place = lpsToIjk(grid, recorded.place).map(Math.round) as unknown as Point<"ijk">;
  return {
    id,
    segmentNumber,
    number,
    state,
    voxels,
    place,
    centre: place,
    decision: toDecision(recorded),
    ...(tracking && { tracking }),
    ...(measured && { measured }),
    box: { from: place, to: [place[0] + 1, place[1] + 1, place[2] + 1] },
    volumeMl: 0,
    diameter: { lengthMm: 0, sliceIndex: place[2], ends: [place, place], shortAxisMm: 0 },
    values: undefined,
  };
}

function toRecordedAxes({ long, longMm, short, shortMm }: MeasuredAxes, grid: Grid): RecordedAxes {
  const toLps = ([from, to]: MeasuredLine) => [ijkToLps(grid, from), ijkToLps(grid, to)] as const;
  return { long: toLps(long), longMm, ...(short && { short: toLps(short), shortMm }) };
}

/** How far a line may be off its slice, in slices, since numbers in files are rounded. */
const offSlice = 0.1;

/**
 * Converts axes from a file to a slice of the grid.
 * @returns undefined if they lie on no slice, because they were drawn on another volume or in an oblique plane.
 */
export function toMeasuredAxes({ long, short }: RecordedAxes, grid: Grid): MeasuredAxes | undefined {
  const toLine = (ends: RecordedAxes["long"]): [Point<"ijk">, Point<"ijk">] => [
    lpsToIjk(grid, ends[0]),
    lpsToIjk(grid, ends[1]),
  ];
  const lines = { long: toLine(long), short: short && toLine(short) };
  const ends = [...lines.long, ...(lines.short ?? [])];
  const isInside = ends.every((end) =>
    end.every((at, axis) => at >= -0.5 - offSlice && at <= grid.size[axis]! - 0.5 + offSlice),
  );
  // A line along a grid axis lies on slices across either of the other two; acquired slices are preferred.
  const sliceAxis = ([2, 1, 0] as const).find((axis) => {
    const index = Math.round(ends[0]![axis]);
    return ends.every((end) => Math.abs(end[axis] - index) <= offSlice);
  });
  if (!isInside || sliceAxis === undefined) return undefined;
  const onSlice = (line: MeasuredLine): MeasuredLine =>
    line.map((end) =>
      end.map((at, axis) => (axis === sliceAxis ? Math.round(at) : at)),
    ) as unknown as MeasuredLine;
  return measureAxes(
    { sliceAxis, long: onSlice(lines.long), short: lines.short && onSlice(lines.short) },
    grid.spacingMm,
  );
}

function toRecorded(decision: Decision | undefined): Pick<RecordedFinding, "by" | "at"> {
  if (!decision) return {};
  const { by, at } = decision;
  return { ...(by !== "" && { by }), at: new Date(at).toISOString() };
}

function toDecision({ by = "", at }: Pick<RecordedFinding, "by" | "at">): Decision | undefined {
  return at === undefined ? undefined : { by, at: Date.parse(at) };
}
