import type { Grid } from "../../geometry/index.ts";
import { groupParts, joinParts, type LabelMap, type LabelMap16 } from "../../volume/index.ts";
import type { SegmentationOrigin, SegmentationType } from "./parsed-object.ts";
import type { PlacedLabels } from "./placed-labels.ts";
import type { ReviewRecord } from "./review-record.ts";

/** What is read of an object, as it can be sent from one thread to another. */
export interface ReadParts extends PlacedLabels {
  readonly type: SegmentationType;
  readonly origin: SegmentationOrigin;
  readonly review?: ReviewRecord | undefined;
}

/** Segments of a file on the grid of a series. */
export interface ReadLabels<Labels extends LabelMap16 = LabelMap> {
  /**
   * Each segment in one of them, none has lost a voxel: those that do not overlap one before them on the whole grid, each of
   * the others in the box of the grid around it.
   */
  readonly parts: readonly Labels[];
  /**
   * The same on the whole grid: one label map, or, where segments overlap, as few as hold them all. They are made when they
   * are asked for.
   * @throws AutosegError `overlapping-segments` where they are too many for that.
   */
  readonly labelMaps: readonly Labels[];
  /**
   * The object's own voxels, on a grid of their own, where they are finer than the series': what to measure and to make
   * surfaces of. Undefined where that is `parts`.
   */
  readonly own?: readonly Labels[];
  /** What a reader has said of it, where it was written by this project. */
  readonly review?: ReviewRecord | undefined;
  /** What is not as it stands in the file, in sentences for the user; empty as a rule. */
  readonly notes: readonly string[];
}

/** A segmentation object on the grid of a series. */
export interface ReadSegmentation<Labels extends LabelMap16 = LabelMap> extends ReadLabels<Labels> {
  readonly type: SegmentationType;
  /** What the object says of itself; the `predecessor` of what replaces it. */
  readonly origin: SegmentationOrigin;
}

/** @param grid the series', on which the parts are. */
export function toReadLabels<Labels extends LabelMap16>(
  { parts, own, review, notes }: Omit<ReadParts, "type" | "origin">,
  grid: Grid,
): ReadLabels<Labels> {
  let labelMaps: readonly LabelMap16[] | undefined;
  return {
    parts: parts as readonly Labels[],
    get labelMaps() {
      labelMaps ??= groupParts(parts, grid).map((group) => joinParts(group, grid));
      return labelMaps as readonly Labels[];
    },
    ...(own && { own: own as readonly Labels[] }),
    ...(review && { review }),
    notes,
  };
}

/** @param grid the series', on which the parts are. */
export function toReadSegmentation<Labels extends LabelMap16>(
  { type, origin, ...labels }: ReadParts,
  grid: Grid,
): ReadSegmentation<Labels> {
  // Assigned, not spread: that would make the label maps at once.
  return Object.assign(toReadLabels<Labels>(labels, grid), { type, origin });
}
