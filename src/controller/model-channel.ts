import type { RunOptions } from "../segmentation/index.ts";
import type { Volume } from "../volume/index.ts";
import type { OfferedSeries } from "./controller-host.ts";

/** A series that the chosen model sees, and which one of those that there are it is. */
export interface ModelChannel {
  readonly name: string;
  /** The series of its modality, the open one first. */
  readonly offered: readonly OfferedSeries[];
  /** Undefined while nothing says which, and nobody has chosen. */
  readonly chosen: string | undefined;
}

/** What a run of a model that sees several series is given. */
export interface ChannelVolumes {
  /** What labels are made on. */
  readonly volume: Volume;
  readonly series?: NonNullable<RunOptions["series"]>;
}
