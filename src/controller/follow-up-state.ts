import type { KeptChoices, LesionRow, RecistResult, StudyDates } from "../follow-up/index.ts";
import type { Vector } from "../geometry/index.ts";

/** What a reader knows of earlier studies, and of what is not measured. */
export interface FollowUpSums {
  /** Sums of diameters in mm: before treatment, and the smallest on study. Those of the prior study by default. */
  readonly baselineSumMm: number | undefined;
  readonly nadirSumMm: number | undefined;
  /** Non-target disease has unequivocally progressed. */
  readonly nonTargetProgresses: boolean;
}

/** The open study beside a prior one. */
export interface FollowUpState {
  /** The file with the segments of the prior study; "" without one. */
  readonly title: string;
  readonly hasSegments: boolean;
  readonly dates: StudyDates;
  /** Both have the same frame of reference, so that the same coordinates are the same place. */
  readonly isSameFrame: boolean;
  /** Both are scrolled together. */
  readonly isLinked: boolean;
  /** From a place of the current study to the same place of the prior one. */
  readonly offsetMm: Vector<"lps">;
  readonly rows: readonly LesionRow[];
  /** Findings of the prior study, to choose a counterpart from. */
  readonly priorLesions: readonly { readonly id: number; readonly name: string }[];
  readonly sums: FollowUpSums;
  /** Undefined before lesions were compared. */
  readonly result: RecistResult | undefined;
}

/** What a reader has said beside a prior series, to be kept with unfinished work. */
export interface KeptFollowUp extends KeptChoices {
  readonly priorSeriesUID: string;
  readonly offsetMm: Vector<"lps">;
  readonly sums: FollowUpSums;
}
