import { type AutosegError, isAutosegError } from "../../errors.ts";
import type { VoxelUnit } from "../../volume/index.ts";
import type { FoundSeries } from "./file-index.ts";
import { toUnit } from "./grey-values.ts";
import type { ImageFrame } from "./image-frame.ts";
import { checkPlaceNumbers } from "./placed-frame.ts";
import { type SliceStack, toSliceStack } from "./slice-stack.ts";
import { splitVolumes } from "./split-volumes.ts";

/** A volume of a series: its slices on their grid, or why they do not form one. */
export interface FoundVolume {
  /** What distinguishes it from the other volumes of the series; "" if it is the only one. */
  readonly label: string;
  readonly isLocaliser: boolean;
  readonly imageCount: number;
  /** Its images, in no particular order. */
  readonly frames: readonly ImageFrame[];
  readonly stack: VolumeStack | AutosegError<"irregular-series" | "invalid-geometry" | "unsupported-pixels">;
}

/** Slices on their grid, and the unit of their values. */
export interface VolumeStack extends SliceStack {
  readonly unit: VoxelUnit;
}

/** The volumes of a series, the recommended one first. */
export function findVolumes(series: FoundSeries): FoundVolume[] {
  const frames = series.files.flatMap((file) => file.frames);
  const datasets = new Map(series.files.map(({ fileIndex, dataset }) => [fileIndex, dataset]));
  const checkNumbers = ({ fileIndex, fileName }: ImageFrame) =>
    checkPlaceNumbers(datasets.get(fileIndex)!, fileName, series.seriesInstanceUID);
  return splitVolumes(frames).map(({ label, isLocaliser, frames: own, notes }) => ({
    label,
    isLocaliser,
    imageCount: own.length,
    frames: own,
    stack: tryStack(() => {
      for (const frame of own) if (frame.frameIndex === 0) checkNumbers(frame);
      const stack = toSliceStack(own, series.seriesInstanceUID);
      const unit = toUnit(
        stack.frames.map((frame) => ({ ...frame, dataset: datasets.get(frame.fileIndex)! })),
      );
      return { ...stack, unit, notes: [...stack.notes, ...notes, ...series.notes] };
    }),
  }));
}

function tryStack(toStack: () => VolumeStack): FoundVolume["stack"] {
  try {
    return toStack();
  } catch (error) {
    if (isAutosegError(error, "irregular-series") || isAutosegError(error, "invalid-geometry")) return error;
    if (isAutosegError(error, "unsupported-pixels")) return error;
    throw error;
  }
}
