import { voxelCount } from "../../geometry/index.ts";
import { type Box, GrowingBox } from "../../regions/index.ts";
import { createLabelMap16, type LabelMap16 } from "../../volume/index.ts";
import { fillRun, isFree, LabelParts } from "../common/label-parts.ts";
import type { VoxelBudget } from "../common/voxel-budget.ts";
import { addRun, VoxelRunList } from "../common/voxel-run-list.ts";
import { type FrameLabels, forEachLabelRun, toLabelTables } from "./frame-labels.ts";
import type { FrameOnGrid } from "./frame-placement.ts";
import { invalidSegmentation, type SegmentationObject } from "./parsed-object.ts";
import { eachFrame, type FrameSteps } from "./read-progress.ts";

/**
 * The labels of an object's frames: segments that do not overlap an earlier one share a label map of the whole grid, each of
 * the others gets one of its bounding box. Time and memory grow with the frames and the boxes, not with the number of segments
 * times the grid. A LABELMAP always has a single part. Voxels are 16-bit if a segment number is over 255.
 * @throws AutosegError `overlapping-segments` if the boxes are out of proportion to the file.
 */
export function* toLabelParts(labels: FrameLabels, budget: VoxelBudget): FrameSteps<LabelMap16[]> {
  const { object, placed, grid } = labels;
  const voxels = isWide(object) ? new Uint16Array(voxelCount(grid)) : new Uint8Array(voxelCount(grid));
  if (object.type === "LABELMAP") {
    yield* writeLabelMap(labels, voxels);
    return [createLabelMap16({ grid, voxels, segments: object.segments })];
  }
  const bySegment = groupBySegment(placed);
  const parts = new LabelParts(grid, voxels, budget);
  const runs = new VoxelRunList();
  const labelsOf = toLabelTables(object);
  let framesDone = 0;
  for (const segment of object.segments) {
    runs.clear();
    for (const frame of bySegment.get(segment.segmentNumber) ?? []) {
      forEachLabelRun(frame, labels, labelsOf, (start, end) => runs.push(start, end));
      yield { phase: "placing", framesDone: ++framesDone, framesTotal: placed.length };
    }
    parts.add(segment, runs);
  }
  return parts.labelMaps;
}

/** The bounding box of everything that is drawn. */
export function* drawnBox(labels: FrameLabels): FrameSteps<Box> {
  const { object, placed, grid } = labels;
  const labelsOf = toLabelTables(object);
  const around = new GrowingBox();
  yield* eachFrame(placed, "surveying", (frame) =>
    forEachLabelRun(frame, labels, labelsOf, (start, end) => addRun(around, grid.size, start, end)),
  );
  return around.box;
}

/** Whether a label of the object needs more than eight bits. */
export function isWide({ segments }: SegmentationObject): boolean {
  return segments.some(({ segmentNumber }) => segmentNumber > 255);
}

function* writeLabelMap(labels: FrameLabels, voxels: Uint8Array | Uint16Array): FrameSteps<void> {
  const { object, placed } = labels;
  const labelsOf = toLabelTables(object);
  yield* eachFrame(placed, "placing", (frame) => {
    forEachLabelRun(frame, labels, labelsOf, (start, end, label) => {
      if (!isFree(voxels, start, end)) {
        throw invalidSegmentation(
          object.fileName,
          `is invalid: its frame ${frame.frame.frameIndex + 1} overlaps another. Export it again.`,
        );
      }
      fillRun(voxels, label, start, end);
    });
  });
}

function groupBySegment(placed: readonly FrameOnGrid[]): ReadonlyMap<number | undefined, FrameOnGrid[]> {
  const groups = new Map<number | undefined, FrameOnGrid[]>();
  for (const one of placed) {
    const group = groups.get(one.frame.segmentNumber);
    if (group) group.push(one);
    else groups.set(one.frame.segmentNumber, [one]);
  }
  return groups;
}
