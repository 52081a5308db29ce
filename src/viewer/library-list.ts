import type { OfferedSeries } from "../controller/index.ts";

/** A volume in the list. */
export interface LibraryVolume {
  readonly id: string;
  readonly seriesInstanceUID: string;
  /** Index in the series' list of volumes. */
  readonly volumeIndex: number;
  readonly title: string;
  readonly details: string;
  /** As offered to a model with several channels. */
  readonly offered: OfferedSeries;
  /** Why it cannot be opened. */
  readonly problem: string | undefined;
}

export interface LibrarySeries {
  readonly title: string;
  readonly volumes: readonly LibraryVolume[];
}

export interface LibraryStudy {
  /** StudyInstanceUID; for a study on a server that has not been read yet, its URL. */
  readonly id: string;
  readonly title: string;
  readonly details: string;
  /** Undefined until the study has been read. */
  readonly series: readonly LibrarySeries[] | undefined;
}
