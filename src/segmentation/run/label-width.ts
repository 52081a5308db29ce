import { AutosegError } from "../../errors.ts";
import { highestValue, type Model } from "../../model/index.ts";
import { type LabelArrayType, labelArrayFor } from "../../volume/index.ts";
import type { RunOptions, RunOptions16 } from "./run.ts";
import type { KeptVoxels } from "./run-limits.ts";

/** What the labels of a run are written as, chosen once: the narrowest that holds the model's and those that are kept. */
export function labelArrayOf(model: Model, keep: KeptVoxels | undefined): LabelArrayType {
  return labelArrayFor(highestLabel(model, keep));
}

/** @throws AutosegError `invalid-argument` for labels that need more bits than were asked for. */
export function checkBits(model: Model, { keep, bits = 8 }: RunOptions | RunOptions16): void {
  const highest = highestLabel(model, keep);
  if (bits === 16 || highest <= 255) return;
  throw new AutosegError(
    "invalid-argument",
    `${model.manifest.title} has labels up to ${highest}, but a label of 8 bits is at most 255. Run it with 16 bits.`,
    { argument: "bits" },
  );
}

function highestLabel({ manifest }: Model, keep: KeptVoxels | undefined): number {
  const kept = keep?.labelMap.segments ?? [];
  return kept.reduce((most, { segmentNumber }) => Math.max(most, segmentNumber), highestValue(manifest));
}
