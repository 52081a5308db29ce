import { type Grid, partOfGrid, voxelCount } from "../../geometry/index.ts";
import { createLabelMap16, type LabelMap16, type Segment } from "../../volume/index.ts";
import { forEachLabelRun, toLabelTables } from "./frame-labels.ts";
import type { FramePixels } from "./frame-pixels.ts";
import type { PlacedFrame } from "./frame-placement.ts";
import type { LabelSpace } from "./label-space.ts";
import { invalidSegmentation, type SegmentationObject } from "./parsed-object.ts";
import { eachFrame, type FrameSteps } from "./read-progress.ts";
import type { VoxelBudget } from "./voxel-budget.ts";
import { BoxAround, type VoxelBox, VoxelRunList } from "./voxel-run-list.ts";

/** What the frames of an object are read from, and where they go. */
export interface FrameLabels {
  readonly object: SegmentationObject;
  readonly placed: readonly PlacedFrame[];
  readonly pixels: FramePixels;
  /** Where the frames lie. */
  readonly space: LabelSpace;
  /** The grid whose voxels show the space. */
  readonly grid: Grid;
}

/**
 * The labels of an object's frames: all segments that do not overlap one before them on the whole grid, each of the others
 * in the box of the grid around it. What is read and allocated grows with the frames and the boxes, not with the number of
 * segments times the grid. A LABELMAP is one part by its nature. Voxels are of 16 bits where a segment number is over 255.
 * @throws AutosegError `overlapping-segments` where the boxes are out of all proportion to the file.
 */
export function* toLabelParts(labels: FrameLabels, budget: VoxelBudget): FrameSteps<LabelMap16[]> {
  const { object, placed, pixels, space, grid } = labels;
  const isLarge = isWide(object);
  const allocate = (count: number) => (isLarge ? new Uint16Array(count) : new Uint8Array(count));
  const voxels = allocate(voxelCount(grid));
  if (object.type === "LABELMAP") {
    yield* writeLabelMap(labels, voxels);
    return [createLabelMap16({ grid, voxels, segments: object.segments })];
  }
  const bySegment = groupBySegment(placed);
  const fitting: Segment[] = [];
  const boxes: LabelMap16[] = [];
  const runs = new VoxelRunList();
  const labelsOf = toLabelTables(object);
  let framesDone = 0;
  for (const segment of object.segments) {
    const { segmentNumber } = segment;
    runs.clear();
    for (const frame of bySegment.get(segmentNumber) ?? []) {
      forEachLabelRun(frame, pixels, object, space, labelsOf, (start, end) => runs.push(start, end));
      yield { phase: "placing", framesDone: ++framesDone, framesTotal: placed.length };
    }
    if (runs.every((start, end) => isFree(voxels, start, end))) {
      runs.forEach((start, end) => {
        fillRun(voxels, segmentNumber, start, end);
      });
      fitting.push(segment);
      continue;
    }
    const box = runs.box(grid.size)!;
    budget.spend(box.size);
    boxes.push(cutBox(segment, runs, box, grid, allocate));
  }
  return [createLabelMap16({ grid, voxels, segments: fitting }), ...boxes];
}

/** The box around everything that is drawn; undefined where nothing is. */
export function* drawnBox({
  object,
  placed,
  pixels,
  space,
  grid,
}: FrameLabels): FrameSteps<VoxelBox | undefined> {
  const labelsOf = toLabelTables(object);
  const box = new BoxAround(grid.size);
  yield* eachFrame(placed, "surveying", (frame) =>
    forEachLabelRun(frame, pixels, object, space, labelsOf, (start, end) => box.add(start, end)),
  );
  return box.found;
}

/** Whether a label of the object needs more than eight bits. */
export function isWide({ segments }: SegmentationObject): boolean {
  return segments.some(({ segmentNumber }) => segmentNumber > 255);
}

function* writeLabelMap(
  { object, placed, pixels, space }: FrameLabels,
  voxels: Uint8Array | Uint16Array,
): FrameSteps<void> {
  const labelsOf = toLabelTables(object);
  yield* eachFrame(placed, "placing", (frame) => {
    forEachLabelRun(frame, pixels, object, space, labelsOf, (start, end, label) => {
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

/** Short runs, which most are, are filled faster by hand than by a call. */
function fillRun(voxels: Uint8Array | Uint16Array, label: number, start: number, end: number): void {
  if (end - start > 64) voxels.fill(label, start, end);
  else for (let index = start; index < end; index++) voxels[index] = label;
}

function isFree(voxels: Uint8Array | Uint16Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (voxels[index] !== 0) return false;
  return true;
}

function cutBox(
  segment: Segment,
  runs: VoxelRunList,
  { from, size }: VoxelBox,
  grid: Grid,
  allocate: (count: number) => Uint8Array | Uint16Array,
): LabelMap16 {
  const [columns, rows] = grid.size;
  const part = partOfGrid(grid, from, size);
  const voxels = allocate(voxelCount(part));
  runs.forEach((start, end) => {
    for (let at = start; at < end; ) {
      const row = Math.floor(at / columns);
      const rowEnd = Math.min(end, (row + 1) * columns);
      const [i, j, k] = [at % columns, row % rows, Math.floor(row / rows)];
      const first = i - from[0] + size[0] * (j - from[1] + size[1] * (k - from[2]));
      fillRun(voxels, segment.segmentNumber, first, first + rowEnd - at);
      at = rowEnd;
    }
  });
  return createLabelMap16({ grid: part, voxels, segments: [segment] });
}

function groupBySegment(placed: readonly PlacedFrame[]): ReadonlyMap<number | undefined, PlacedFrame[]> {
  const groups = new Map<number | undefined, PlacedFrame[]>();
  for (const one of placed) {
    const group = groups.get(one.frame.segmentNumber);
    if (group) group.push(one);
    else groups.set(one.frame.segmentNumber, [one]);
  }
  return groups;
}
