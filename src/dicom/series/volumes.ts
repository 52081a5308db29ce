import { type AutosegError, isAutosegError } from "../../errors.ts";
import type { ImageFrame } from "./image-frame.ts";
import type { FoundSeries } from "./index-files.ts";
import { type SliceStack, toSliceStack } from "./slice-stack.ts";
import { splitVolumes } from "./split-volumes.ts";

/** A volume of a series: its slices on their grid, or why they form none. */
export interface FoundVolume {
  /** What sets it apart from the other volumes of the series; "" when it is the only one. */
  readonly label: string;
  readonly isLocaliser: boolean;
  readonly imageCount: number;
  /** Its images, in no order. */
  readonly frames: readonly ImageFrame[];
  readonly stack: SliceStack | AutosegError<"irregular-series" | "invalid-geometry">;
}

/** The volumes of a series, the one to propose first. */
export function findVolumes(series: FoundSeries): FoundVolume[] {
  const frames = series.files.flatMap((file) => file.frames);
  return splitVolumes(frames).map(({ label, isLocaliser, frames: own, notes }) => ({
    label,
    isLocaliser,
    imageCount: own.length,
    frames: own,
    stack: tryStack(() => {
      const stack = toSliceStack(own, series.seriesInstanceUID);
      return { ...stack, notes: [...stack.notes, ...notes, ...series.notes] };
    }),
  }));
}

function tryStack(toStack: () => SliceStack): FoundVolume["stack"] {
  try {
    return toStack();
  } catch (error) {
    if (isAutosegError(error, "irregular-series") || isAutosegError(error, "invalid-geometry")) return error;
    throw error;
  }
}
