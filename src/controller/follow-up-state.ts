import type { KeptChoices, LesionRow, RecistResult, StudyDates } from "../follow-up/index.ts";
import type { Vector } from "../geometry/index.ts";

/** What the reader knows of earlier studies and of lesions that are not measured. */
export interface FollowUpSums {
  /** Sums of diameters in mm: the baseline, and the smallest on study (nadir). By default those of the prior study. */
  readonly baselineSumMm: number | undefined;
  readonly nadirSumMm: number | undefined;
  /** Non-target disease has unequivocally progressed. */
  readonly nonTargetProgresses: boolean;
}

/** The open study next to a prior one. */
export interface FollowUpState {
  /** The file with the prior study's segments; "" without one. */
  readonly title: string;
  readonly hasSegments: boolean;
  readonly dates: StudyDates;
  /** Both studies have the same frame of reference, so equal coordinates are the same place. */
  readonly isSameFrame: boolean;
  /** Both studies scroll together. */
  readonly isLinked: boolean;
  /** From a position in the current study to the same position in the prior one. */
  readonly offsetMm: Vector<"lps">;
  readonly rows: readonly LesionRow[];
  /** Findings of the prior study that can be matched. */
  readonly priorLesions: readonly { readonly id: number; readonly name: string }[];
  readonly sums: FollowUpSums;
  /** Undefined until lesions have been compared. */
  readonly result: RecistResult | undefined;
}

/** The reader's choices next to one prior series, saved with unfinished work. */
export interface KeptFollowUp extends KeptChoices {
  readonly priorSeriesUID: string;
  readonly offsetMm: Vector<"lps">;
  readonly sums: FollowUpSums;
}
