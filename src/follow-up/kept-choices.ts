import { type Box, isInBox, type Triple } from "../regions/index.ts";
import type { Finding } from "../review/index.ts";
import type { ReaderChoices } from "./follow-up-table.ts";
import { findingsOf, type TimePoint } from "./time-point.ts";

/** A finding as it is found again when its study is opened another time, whatever its number is then. */
export interface FindingMark {
  readonly segmentNumber: number;
  readonly place: Triple;
  readonly trackingUID?: string | undefined;
}

/** What a reader has said of lesions at two times. */
export interface FollowUpChoices {
  /** Which finding of the prior study is one of the current; undefined: none is. */
  readonly matched: readonly (readonly [current: number, prior: number | undefined])[];
  readonly choices: ReaderChoices;
}

/** The same, to be kept. */
export interface KeptChoices {
  readonly matched: readonly { readonly current: FindingMark; readonly prior?: FindingMark | undefined }[];
  readonly choices: readonly {
    readonly what: keyof ReaderChoices;
    readonly is: boolean;
    readonly current?: FindingMark | undefined;
    readonly prior?: FindingMark | undefined;
  }[];
}

const kinds = ["targets", "nodes", "news"] as const;

/** Choices of findings that are gone are left out. */
export function keepChoices(
  { matched, choices }: FollowUpChoices,
  current: TimePoint,
  prior: TimePoint,
): KeptChoices {
  const markOf = (point: TimePoint, id: number | undefined): FindingMark | undefined => {
    const finding = findingsOf(point).find((one) => one.id === id);
    if (!finding) return undefined;
    const { segmentNumber, place, tracking } = finding;
    return { segmentNumber, place, trackingUID: tracking?.uid };
  };
  return {
    matched: matched.flatMap(([id, other]) => {
      const [now, before] = [markOf(current, id), markOf(prior, other)];
      return now && (before || other === undefined) ? [{ current: now, prior: before }] : [];
    }),
    choices: kinds.flatMap((what) =>
      [...choices[what]].flatMap(([row, is]) => {
        const [id, other] = row.split("-").map(Number);
        const pair = { current: markOf(current, id), prior: markOf(prior, other) };
        const isWhole = (id === 0 || pair.current) && (other === 0 || pair.prior);
        return isWhole ? [{ what, is, ...pair }] : [];
      }),
    ),
  };
}

/** What was kept, for the findings as they are numbered now; of those that are no longer there nothing. */
export function findChoices(kept: KeptChoices, current: TimePoint, prior: TimePoint): FollowUpChoices {
  const rows = kept.choices.flatMap(({ what, is, ...pair }) => {
    const [id, other] = [findMarked(current, pair.current), findMarked(prior, pair.prior)];
    const isWhole = (!pair.current || id !== undefined) && (!pair.prior || other !== undefined);
    return isWhole ? [{ what, is, row: `${id ?? 0}-${other ?? 0}` }] : [];
  });
  const ofKind = (kind: keyof ReaderChoices): ReadonlyMap<string, boolean> =>
    new Map(rows.filter(({ what }) => what === kind).map(({ row, is }) => [row, is]));
  return {
    matched: kept.matched.flatMap((pair) => {
      const [id, other] = [findMarked(current, pair.current), findMarked(prior, pair.prior)];
      return id !== undefined && (other !== undefined || !pair.prior) ? [[id, other] as const] : [];
    }),
    choices: { targets: ofKind("targets"), nodes: ofKind("nodes"), news: ofKind("news") },
  };
}

/** By what it is tracked by, else by the place at which it was. */
function findMarked(point: TimePoint, mark: FindingMark | undefined): number | undefined {
  if (!mark) return undefined;
  const findings = findingsOf(point);
  const tracked = findings.find(
    ({ tracking }) => tracking !== undefined && tracking.uid === mark.trackingUID,
  );
  const isThere = ({ segmentNumber, place, box }: Finding & { readonly box: Box }): boolean =>
    segmentNumber === mark.segmentNumber &&
    (place.every((at, axis) => at === mark.place[axis]) || isInBox(box, mark.place));
  return (tracked ?? findings.find(isThere))?.id;
}
