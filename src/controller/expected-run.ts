import type { RunNeeds } from "../segmentation/index.ts";

/** What the next run takes, as far as it is known. */
export interface ExpectedRun extends Pick<RunNeeds, "units" | "slices" | "isAtMost" | "memoryBytes"> {
  /** By the runs of this model on this provider before; undefined where there were none on this machine. */
  readonly seconds: number | undefined;
}
