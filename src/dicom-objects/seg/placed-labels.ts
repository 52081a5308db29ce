import type { SourceSeries } from "../../dicom/index.ts";
import { type Grid, partOfGrid } from "../../geometry/index.ts";
import { boxSize, voxelsInBox } from "../../regions/index.ts";
import { joinParts, type LabelMap16 } from "../../volume/index.ts";
import type { VoxelBudget } from "../common/voxel-budget.ts";
import { foreignSegmentation } from "./belonging.ts";
import type { FrameLabels } from "./frame-labels.ts";
import { drawnBox, toLabelParts } from "./frame-parts.ts";
import type { FramePixels } from "./frame-pixels.ts";
import { placeFrames } from "./frame-placement.ts";
import {
  describeFractions,
  describeVolumes,
  imageVolumesMl,
  sumFractions,
  volumesMl,
} from "./kept-volumes.ts";
import { gridSpace, sliceSpace, tiltedSpace } from "./label-space.ts";
import { hasLabelsOutside, isFiner, ownGrid, resampleLabels } from "./own-grid.ts";
import { invalidSegmentation, type SegmentationObject } from "./parsed-object.ts";
import type { FrameSteps } from "./read-progress.ts";

/** The labels of an object on a series. */
export interface PlacedLabels {
  /** On the series' grid: the first covers all of it, others parts of it. */
  readonly parts: readonly LabelMap16[];
  /** On the object's own grid, if that is finer. */
  readonly own?: readonly LabelMap16[];
  /** Differences from the file, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Places the labels of an object on a series: on its slices if the frames lie on them, else on a tilted gantry's images as
 * acquired, else resampled from the object's own grid.
 * @throws AutosegError `invalid-segmentation`, `foreign-segmentation` if all of it lies outside the series.
 */
export function* placeLabels(
  object: SegmentationObject,
  pixels: FramePixels,
  source: SourceSeries,
  budget: VoxelBudget,
): FrameSteps<PlacedLabels> {
  const { grid } = source.volume;
  const notes = describeFractions(object, yield* sumFractions(object, pixels));
  const slices = sliceSpace(source);
  const onSlices = placeFrames(object, source, slices);
  if (onSlices) {
    const parts = yield* toLabelParts({ object, pixels, grid, space: slices, placed: onSlices }, budget);
    return { parts, notes: [...notes, ...describeUneven(object, parts, source)] };
  }
  const images = tiltedSpace(source);
  const onImages = images && placeFrames(object, source, images);
  if (images && onImages) {
    const parts = yield* toLabelParts({ object, pixels, grid, space: images, placed: onImages }, budget);
    return { parts, notes: [...notes, shifted, ...describeUneven(object, parts, source)] };
  }
  const resampled = yield* resample(object, pixels, source, budget);
  return { ...resampled, notes: [...notes, ...resampled.notes] };
}

/** Reports segments whose volume differs between the even grid and the unevenly spaced images. */
function describeUneven(
  { segments }: SegmentationObject,
  parts: readonly LabelMap16[],
  source: SourceSeries,
): string[] {
  if (!source.slicePlaces) return [];
  return describeVolumes(segments, imageVolumesMl(parts, source), volumesMl(parts));
}

const shifted =
  "Its frames match the images of the tilted gantry. They were shifted with the images into the upright volume, by whole voxels.";

/** Resamples labels from the object's own grid to the source's. */
function* resample(
  object: SegmentationObject,
  pixels: FramePixels,
  source: SourceSeries,
  budget: VoxelBudget,
): FrameSteps<PlacedLabels> {
  const { grid } = source.volume;
  const labels = yield* ownLabels(object, pixels, source);
  budget.spend(labels.grid.size);
  const own = yield* toLabelParts(labels, budget);
  const resampled: LabelMap16[] = [];
  for (const part of own) {
    const onSeries = yield* resampleLabels(part, grid);
    if (onSeries) budget.spend(onSeries.grid.size);
    resampled.push(onSeries ?? emptyPart(part, grid));
  }
  const [first, ...others] = resampled;
  const parts = [joinParts([first!], grid), ...others];
  const isOutside = own.some((part) => hasLabelsOutside(part, grid));
  const [before, after] = [volumesMl(own), volumesMl(parts)];
  if (before.size > 0 && after.size === 0 && isOutside)
    throw foreignSegmentation(object.fileName, "none of its voxels lies in the open series");
  const isMeasured = isFiner(labels.grid, grid);
  const changed = describeVolumes(object.segments, before, after);
  if (isMeasured && changed.length > 0)
    changed.push("Its own voxels are finer than the series': volumes and diameters are measured on them.");
  return {
    parts,
    ...(isMeasured && { own }),
    notes: [
      `Its voxels are not those of the series: they were resampled to the nearest, ${describe(labels.grid, grid)}.`,
      ...(isOutside ? ["It extends beyond the series; the part outside is not shown."] : []),
      ...changed,
    ],
  };
}

/** The frames on the part of the object's own grid in which something is drawn. */
function* ownLabels(
  object: SegmentationObject,
  pixels: FramePixels,
  source: SourceSeries,
): FrameSteps<FrameLabels> {
  const on = (grid: Grid): FrameLabels => {
    const space = gridSpace(grid);
    const placed = placeFrames(object, source, space);
    if (placed) return { object, placed, pixels, space, grid };
    throw invalidSegmentation(
      object.fileName,
      "has frames that do not form a regular stack. Export it again.",
    );
  };
  const whole = on(ownGrid(object));
  const box = yield* drawnBox(whole);
  // A grid has at least one voxel.
  return on(partOfGrid(whole.grid, box.from, voxelsInBox(box) > 0 ? boxSize(box) : [1, 1, 1]));
}

/** A part with one empty voxel, for labels that lie outside the series. */
function emptyPart({ voxels, segments }: LabelMap16, grid: Grid): LabelMap16 {
  const empty = voxels instanceof Uint8Array ? new Uint8Array(1) : new Uint16Array(1);
  return { grid: partOfGrid(grid, [0, 0, 0], [1, 1, 1]), voxels: empty, segments };
}

function describe(from: Grid, to: Grid): string {
  const spacing = ({ spacingMm }: Grid) => spacingMm.map((value) => value.toFixed(2)).join(" x ");
  return `from ${spacing(from)} mm to ${spacing(to)} mm`;
}
