import { type Box, isInBox, type Triple } from "../regions/index.ts";
import type { Finding } from "../review/index.ts";
import type { ReaderChoices } from "./follow-up-table.ts";
import { findingsOf, type TimePoint } from "./time-point.ts";

/** Identifies a finding when its study is opened again, when its number may differ. */
export interface FindingMark {
  readonly segmentNumber: number;
  readonly place: Triple;
  readonly trackingUID?: string | undefined;
}

/** The reader's decisions on lesions at two times. */
export interface FollowUpChoices {
  /** The finding of the prior study that corresponds to a finding of the current one; undefined for none. */
  readonly matched: readonly (readonly [current: number, prior: number | undefined])[];
  readonly choices: ReaderChoices;
}

/** The reader's decisions in a form that can be stored. */
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

/** Decisions on findings that no longer exist are dropped. */
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

/** The stored decisions, for the findings as numbered now; those on findings that no longer exist are dropped. */
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

/** Finds a finding by its tracking UID, else by its position. */
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
