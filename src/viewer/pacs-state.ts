import type { StoredObject, WorklistStudy } from "../dicomweb/index.ts";
import type { ArchiveList } from "./archive-list.ts";

/** Periods to search, in days back from today. */
export const daysBack = { any: undefined, today: 0, week: 7, month: 30, year: 365 } as const;
export type Period = keyof typeof daysBack;
export const periods = Object.keys(daysBack) as Period[];

/** Modalities to search for. */
export const searchedModalities = ["", "CT", "MR", "PT"] as const;

export interface PacsSearch {
  /** Patient name or ID. */
  readonly person: string;
  readonly period: Period;
  readonly modality: (typeof searchedModalities)[number];
  readonly show: ShownState;
}

/** Filter by the archive's results. */
export const shownStates = ["all", "toReview", "done", "failed"] as const;
export type ShownState = (typeof shownStates)[number];

/** The worklist of a PACS, as on screen. */
export interface PacsState {
  /** URL of its DICOMweb service. */
  readonly address: string;
  readonly search: PacsSearch;
  /** Undefined before a search. */
  readonly studies: readonly WorklistStudy[] | undefined;
  readonly hasMore: boolean;
  readonly isAsking: boolean;
  /** Why the last search failed, as a sentence. */
  readonly fault: string | undefined;
  /** The study whose objects are shown. */
  readonly expanded: string | undefined;
  /** Segmentations and structure sets by study; undefined while being queried. */
  readonly objects: ReadonlyMap<string, readonly StoredObject[] | undefined>;
  /** The archive's results; undefined if no list was given. */
  readonly archive: ArchiveList | undefined;
}

export const initialPacs: PacsState = {
  address: "",
  search: { person: "", period: "any", modality: "", show: "all" },
  studies: undefined,
  hasMore: false,
  isAsking: false,
  fault: undefined,
  expanded: undefined,
  objects: new Map(),
  archive: undefined,
};

/**
 * What is to be done with a study: a model's result is to be reviewed until someone has done so. Undefined without a result.
 */
export function stateOfStudy(
  { objects, archive }: Pick<PacsState, "objects" | "archive">,
  studyInstanceUID: string,
): Exclude<ShownState, "all"> | undefined {
  const results = (objects.get(studyInstanceUID) ?? []).filter(
    ({ isReplaced, needsReview }) => !isReplaced && needsReview !== undefined,
  );
  if (results.length > 0) return results.some(({ needsReview }) => needsReview) ? "toReview" : "done";
  return archive?.failures.has(studyInstanceUID) ? "failed" : undefined;
}
