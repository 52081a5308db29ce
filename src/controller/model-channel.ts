import type { RunOptions } from "../segmentation/index.ts";
import type { Volume } from "../volume/index.ts";
import type { OfferedSeries } from "./controller-host.ts";

/** An input channel of the chosen model, and the series assigned to it. */
export interface ModelChannel {
  readonly name: string;
  /** The series of its modality, the open one first. */
  readonly offered: readonly OfferedSeries[];
  /** Id of the assigned series; undefined if it could not be guessed and none was chosen. */
  readonly chosen: string | undefined;
}

/** Input of a run of a model with several channels. */
export interface ChannelVolumes {
  /** The volume on whose grid labels are made. */
  readonly volume: Volume;
  readonly series?: NonNullable<RunOptions["series"]>;
}
