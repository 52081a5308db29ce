import type { OfferedSeries } from "../controller/index.ts";

/** A volume to choose. */
export interface LibraryVolume {
  readonly id: string;
  readonly seriesInstanceUID: string;
  /** Place in the series' list of volumes. */
  readonly volumeIndex: number;
  readonly title: string;
  readonly details: string;
  /** As a model is offered it. */
  readonly offered: OfferedSeries;
  /** Why it cannot be opened. */
  readonly problem: string | undefined;
}

export interface LibrarySeries {
  readonly title: string;
  readonly volumes: readonly LibraryVolume[];
}

export interface LibraryStudy {
  /** StudyInstanceUID; the address of one on a server that nobody has looked into yet. */
  readonly id: string;
  readonly title: string;
  readonly details: string;
  /** Undefined for one that nobody has looked into yet. */
  readonly series: readonly LibrarySeries[] | undefined;
}
