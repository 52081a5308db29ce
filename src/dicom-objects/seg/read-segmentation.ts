import type { Grid } from "../../geometry/index.ts";
import { groupParts, joinParts, type LabelMap, type LabelMap16 } from "../../volume/index.ts";
import type { SegmentationOrigin, SegmentationType } from "./parsed-object.ts";
import type { PlacedLabels } from "./placed-labels.ts";
import type { ReviewRecord } from "./review-record.ts";

/** The contents of an object, in a form that can be sent to another thread. */
export interface ReadParts extends PlacedLabels {
  readonly type: SegmentationType;
  readonly origin: SegmentationOrigin;
  readonly review?: ReviewRecord | undefined;
}

/** Segments of a file on the grid of a series. */
export interface ReadLabels<Labels extends LabelMap16 = LabelMap> {
  /**
   * Every segment is in exactly one of them, with all its voxels: those that do not overlap an earlier one on the whole grid,
   * each of the others in its bounding box.
   */
  readonly parts: readonly Labels[];
  /**
   * The same on the whole grid: one label map or, if segments overlap, as few as possible. They are made on first use.
   * @throws AutosegError `overlapping-segments` if there would be too many.
   */
  readonly labelMaps: readonly Labels[];
  /**
   * The object's own voxels on their own grid, if that is finer than the series': for measurements and surfaces. Undefined if
   * it is `parts`.
   */
  readonly own?: readonly Labels[];
  /** The reader's decisions on it, if this project wrote it. */
  readonly review?: ReviewRecord | undefined;
  /** Differences from the file, in sentences for the user; usually empty. */
  readonly notes: readonly string[];
}

/** A segmentation object on the grid of a series. */
export interface ReadSegmentation<Labels extends LabelMap16 = LabelMap> extends ReadLabels<Labels> {
  readonly type: SegmentationType;
  /** What identifies the object; the `predecessor` of an object that replaces it. */
  readonly origin: SegmentationOrigin;
}

/** @param grid the series', on which the parts lie. */
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

/** @param grid the series', on which the parts lie. */
export function toReadSegmentation<Labels extends LabelMap16>(
  { type, origin, ...labels }: ReadParts,
  grid: Grid,
): ReadSegmentation<Labels> {
  // Assigned, not spread: spreading would make the label maps at once.
  return Object.assign(toReadLabels<Labels>(labels, grid), { type, origin });
}
