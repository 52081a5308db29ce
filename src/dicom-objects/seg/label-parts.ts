import { AutosegError } from "../../errors.ts";
import { partOfGrid, voxelCount } from "../../geometry/index.ts";
import { type Box, boxSize, GrowingBox, offsetIn } from "../../regions/index.ts";
import { createLabelMap16, type LabelMap16, type Segment } from "../../volume/index.ts";
import { type FrameLabels, forEachLabelRun, toLabelTables } from "./frame-labels.ts";
import type { FrameOnGrid } from "./frame-placement.ts";
import { invalidSegmentation, type SegmentationObject } from "./parsed-object.ts";
import { eachFrame, type FrameSteps } from "./read-progress.ts";
import { addRun, VoxelRunList } from "./voxel-run-list.ts";

/**
 * The labels of an object's frames: all segments that do not overlap one before them on the whole grid, each of the others
 * in the box of the grid around it. What is read and allocated grows with the frames and the boxes, not with the number of
 * segments times the grid. A LABELMAP is one part by its nature. Voxels are of 16 bits where a segment number is over 255.
 * @throws AutosegError `overlapping-segments` where the boxes are out of all proportion to the file.
 */
export function* toLabelParts(labels: FrameLabels, budget: VoxelBudget): FrameSteps<LabelMap16[]> {
  const { object, placed, grid } = labels;
  const voxels = isWide(object) ? new Uint16Array(voxelCount(grid)) : new Uint8Array(voxelCount(grid));
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
      forEachLabelRun(frame, labels, labelsOf, (start, end) => runs.push(start, end));
      yield { phase: "placing", framesDone: ++framesDone, framesTotal: placed.length };
    }
    if (runs.every((start, end) => isFree(voxels, start, end))) {
      runs.forEach((start, end) => {
        fillRun(voxels, segmentNumber, start, end);
      });
      fitting.push(segment);
      continue;
    }
    const box = runs.box(grid.size);
    budget.spend(boxSize(box));
    boxes.push(cutBox(segment, runs, box, { grid, voxels }));
  }
  return [createLabelMap16({ grid, voxels, segments: fitting }), ...boxes];
}

/** The box around everything that is drawn. */
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
  box: Box,
  { grid, voxels: whole }: Pick<LabelMap16, "grid" | "voxels">,
): LabelMap16 {
  const [columns, rows] = grid.size;
  const part = partOfGrid(grid, box.from, boxSize(box));
  const count = voxelCount(part);
  const voxels = whole instanceof Uint16Array ? new Uint16Array(count) : new Uint8Array(count);
  runs.forEach((start, end) => {
    for (let at = start; at < end; ) {
      const row = Math.floor(at / columns);
      const rowEnd = Math.min(end, (row + 1) * columns);
      const [i, j, k] = [at % columns, row % rows, Math.floor(row / rows)];
      const first = offsetIn(box, i, j, k);
      fillRun(voxels, segment.segmentNumber, first, first + rowEnd - at);
      at = rowEnd;
    }
  });
  return createLabelMap16({ grid: part, voxels, segments: [segment] });
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

/** Voxels that any object may ask for, and how many more for each of its bytes: few bytes of an honest one hold many. */
const [smallVoxels, voxelsPerByte] = [2 ** 25, 128];

/**
 * How many voxels an object may make this program allocate beside the series' own grid: in proportion to its size, so that a
 * small file, damaged or made for the purpose, cannot ask for memory and time without end.
 */
export class VoxelBudget {
  readonly #fileName: string;
  readonly #sizeBytes: number;
  #left: number;

  constructor(fileName: string, sizeBytes: number) {
    this.#fileName = fileName;
    this.#sizeBytes = sizeBytes;
    this.#left = smallVoxels + voxelsPerByte * sizeBytes;
  }

  /** @throws AutosegError `invalid-segmentation` once more is asked for than the object's size justifies. */
  spend([columns, rows, slices]: readonly [number, number, number]): void {
    this.#left -= columns * rows * slices;
    if (this.#left >= 0) return;
    throw new AutosegError(
      "invalid-segmentation",
      `"${this.#fileName}" would need far more voxels than its ${this.#sizeBytes} bytes can hold: its segments overlap, or its frames lie too far apart. Split the object, or export it again.`,
      { fileName: this.#fileName },
    );
  }
}
