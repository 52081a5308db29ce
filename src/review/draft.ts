import { type EditTarget, type Layers, segmentBox, segmentMask } from "../editing/index.ts";
import { type Box, boxOfLabels, maskOf, uniteBoxes, wholeBlock } from "../regions/index.ts";
import { compareWithSnapshot, type LabelSnapshot, restoreSnapshot, type SegmentChange } from "./changes.ts";

/** A segmentation as a model left it. */
export interface Draft {
  readonly labels: LabelSnapshot;
  /** Segments that overlap these. */
  readonly layers: Layers;
}

/**
 * Returns a function for the mask of a segment in the draft: 1 inside, in a box, by default the smallest around the segment.
 */
export function draftMasks({ labels, layers }: Draft, { grid }: Pick<EditTarget, "grid">) {
  const block = wholeBlock(grid, restoreSnapshot(labels));
  return (segmentNumber: number, within?: Box) => {
    const layer = layers.get(segmentNumber);
    const box = within ?? layer?.box ?? boxOfLabels(block, [segmentNumber]);
    return { box, values: layer ? maskOf(layer, [1], box) : maskOf(block, [segmentNumber], box) };
  };
}

/** How each segment, in any layer, differs from the draft; ascending by segment number. */
export function compareWithDraft(
  draft: Draft,
  target: EditTarget,
  segmentNumbers: readonly number[],
): SegmentChange[] {
  const isLayered = (number: number): boolean =>
    draft.layers.has(number) || target.layers?.has(number) === true;
  const changes = compareWithSnapshot(draft.labels, target.labels.values, segmentNumbers);
  if (!segmentNumbers.some(isLayered)) return changes;
  const masks = draftMasks(draft, target);
  return changes.map((change) => {
    const { segmentNumber } = change;
    if (!isLayered(segmentNumber)) return change;
    const box = uniteBoxes(masks(segmentNumber).box, segmentBox(target, segmentNumber));
    const was = masks(segmentNumber, box).values;
    const is = segmentMask(target, segmentNumber, box);
    const voxelsBefore = was.reduce((sum, one) => sum + one, 0);
    const voxelsAfter = is.reduce((sum, one) => sum + one, 0);
    const kept = is.reduce((sum, one, n) => sum + (one & was[n]!), 0);
    return {
      segmentNumber,
      voxelsBefore,
      voxelsAfter,
      added: voxelsAfter - kept,
      removed: voxelsBefore - kept,
      dice: voxelsBefore + voxelsAfter === 0 ? 1 : (2 * kept) / (voxelsBefore + voxelsAfter),
    };
  });
}
