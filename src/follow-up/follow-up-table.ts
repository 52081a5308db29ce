import type { Finding } from "../review/index.ts";
import type { Segment } from "../volume/index.ts";
import type { LesionPair, MatchedBy } from "./match-lesions.ts";
import {
  chooseTargets,
  countedMm,
  evaluateRecist,
  type LesionOverTime,
  type RecistInput,
  type RecistResult,
} from "./recist.ts";
import { axesOf, isLymphNode, organOf, type TimePoint } from "./time-point.ts";

/** A finding at one time, as listed in a table. */
export interface LesionMeasures {
  readonly findingId: number;
  readonly name: string;
  readonly volumeMl: number;
  readonly longMm: number;
  readonly shortMm: number | undefined;
  readonly isManual: boolean;
}

/** A lesion at both times. */
export interface LesionRow {
  /** Identifies the pair: "1-4"; "0" stands for a missing finding. */
  readonly id: string;
  readonly current: LesionMeasures | undefined;
  readonly prior: LesionMeasures | undefined;
  readonly by: MatchedBy | undefined;
  readonly organ: string;
  readonly isNode: boolean;
  readonly isTarget: boolean;
  /** Whether it was not there before, which counts as progression. */
  readonly isNew: boolean;
  /** As fractions of the prior value; undefined if either value is missing. */
  readonly volumeChange: number | undefined;
  /** Of the diameter that counts by RECIST. */
  readonly diameterChange: number | undefined;
}

/** The reader's decisions on lesions, by the ids of their rows; lesions without an entry follow the rules. */
export interface ReaderChoices {
  readonly targets: ReadonlyMap<string, boolean>;
  readonly nodes: ReadonlyMap<string, boolean>;
  readonly news: ReadonlyMap<string, boolean>;
}

export const noChoices: ReaderChoices = { targets: new Map(), nodes: new Map(), news: new Map() };

/**
 * Lesions at both times with their changes. Target lesions are chosen in the prior study by the rules of RECIST 1.1, unless
 * the reader has decided otherwise.
 */
export function toLesionRows(
  current: TimePoint,
  prior: TimePoint,
  pairs: readonly LesionPair[],
  choices: ReaderChoices = noChoices,
): LesionRow[] {
  const rows = pairs.map((pair): LesionRow => {
    const id = `${pair.current ?? 0}-${pair.prior ?? 0}`;
    const now = measuresOf(current, pair.current);
    const before = measuresOf(prior, pair.prior);
    const segment = segmentOf(current, pair.current) ?? segmentOf(prior, pair.prior);
    const isNode = choices.nodes.get(id) ?? (segment !== undefined && isLymphNode(segment));
    const mmOf = (measures: LesionMeasures | undefined) => measures && countedMm(measures, { isNode });
    return {
      id,
      current: now,
      prior: before,
      by: pair.by,
      isNode,
      organ: segment ? organOf(segment) : "",
      isTarget: false,
      isNew: before === undefined && (choices.news.get(id) ?? true),
      volumeChange: changeOf(before?.volumeMl, now?.volumeMl),
      diameterChange: changeOf(mmOf(before), mmOf(now)),
    };
  });
  const candidates = rows.flatMap(({ id, organ, isNode, prior: before }) =>
    before ? [{ id, organ, isNode, longMm: before.longMm, shortMm: before.shortMm }] : [],
  );
  const byRules = new Set(chooseTargets(candidates, sliceMmOf(prior)));
  return rows.map((row) => ({
    ...row,
    isTarget: row.prior !== undefined && (choices.targets.get(row.id) ?? byRules.has(row.id)),
  }));
}

/** The response by these rows. */
export function evaluateRows(
  rows: readonly LesionRow[],
  sums: Pick<RecistInput, "baselineSumMm" | "nadirSumMm" | "nonTargetProgresses">,
): RecistResult {
  const overTime = (isTarget: boolean): LesionOverTime[] =>
    rows.flatMap(({ isNode, current, prior, ...row }) => {
      if (!prior || row.isTarget !== isTarget) return [];
      const priorMm = countedMm(prior, { isNode });
      const currentMm = current && countedMm(current, { isNode });
      const isUnmeasured = priorMm === undefined || (current !== undefined && currentMm === undefined);
      return [{ isNode, priorMm: priorMm ?? 0, currentMm, isUnmeasured }];
    });
  return evaluateRecist({
    ...sums,
    targets: overTime(true),
    nonTargets: overTime(false),
    newLesions: rows.filter(({ isNew }) => isNew).length,
  });
}

/** "Tumour 2": the segment's label, with the finding's number if there are several. */
export function nameOf({ segments, review }: TimePoint, { segmentNumber, number }: Finding): string {
  const label = segments.find((segment) => segment.segmentNumber === segmentNumber)?.label ?? "";
  return (review.lastNumbers.get(segmentNumber) ?? 1) > 1 ? `${label} ${number}` : label;
}

function measuresOf(at: TimePoint, id: number | undefined): LesionMeasures | undefined {
  const finding = findingOf(at, id);
  return (
    finding && {
      findingId: finding.id,
      name: nameOf(at, finding),
      volumeMl: finding.volumeMl,
      longMm: axesOf(finding).longMm,
      shortMm: axesOf(finding).shortMm,
      isManual: finding.measured !== undefined,
    }
  );
}

function segmentOf(at: TimePoint, id: number | undefined): Segment | undefined {
  const number = findingOf(at, id)?.segmentNumber;
  return at.segments.find(({ segmentNumber }) => segmentNumber === number);
}

function findingOf({ review }: TimePoint, id: number | undefined): Finding | undefined {
  return review.findings.find((finding) => finding.id === id);
}

/** Slice spacing: that of the axis along which voxels are longest. */
function sliceMmOf({ grid }: TimePoint): number {
  return Math.max(...grid.spacingMm);
}

function changeOf(before: number | undefined, now: number | undefined): number | undefined {
  return before !== undefined && now !== undefined && before > 0 ? (now - before) / before : undefined;
}
