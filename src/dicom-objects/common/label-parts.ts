import { type Grid, partOfGrid, voxelCount } from "../../geometry/index.ts";
import { type Box, boxSize, offsetIn } from "../../regions/index.ts";
import { createLabelMap16, type LabelMap16, type Segment } from "../../volume/index.ts";
import type { VoxelBudget } from "./voxel-budget.ts";
import type { VoxelRunList } from "./voxel-run-list.ts";

/**
 * Collects segments on one grid: those that do not overlap an earlier one share a label map of the whole grid, each of the
 * others gets one of its bounding box.
 */
export class LabelParts {
  readonly #grid: Grid;
  readonly #voxels: Uint8Array | Uint16Array;
  readonly #budget: VoxelBudget;
  readonly #fitting: Segment[] = [];
  readonly #boxes: LabelMap16[] = [];

  /** @param voxels of the whole grid, empty; 16-bit if a segment number is over 255. */
  constructor(grid: Grid, voxels: Uint8Array | Uint16Array, budget: VoxelBudget) {
    this.#grid = grid;
    this.#voxels = voxels;
    this.#budget = budget;
  }

  /** @throws AutosegError `invalid-segmentation` if the boxes are out of proportion to the file. */
  add(segment: Segment, runs: VoxelRunList): void {
    const { segmentNumber } = segment;
    if (runs.every((start, end) => isFree(this.#voxels, start, end))) {
      runs.forEach((start, end) => {
        fillRun(this.#voxels, segmentNumber, start, end);
      });
      this.#fitting.push(segment);
      return;
    }
    const box = runs.box(this.#grid.size);
    this.#budget.spend(boxSize(box));
    this.#boxes.push(cutBox(segment, runs, box, { grid: this.#grid, voxels: this.#voxels }));
  }

  get labelMaps(): LabelMap16[] {
    const whole = { grid: this.#grid, voxels: this.#voxels, segments: this.#fitting };
    return [createLabelMap16(whole), ...this.#boxes];
  }
}

/** Most runs are short, which a loop fills faster than a call of `fill`. */
export function fillRun(voxels: Uint8Array | Uint16Array, label: number, start: number, end: number): void {
  if (end - start > 64) voxels.fill(label, start, end);
  else for (let index = start; index < end; index++) voxels[index] = label;
}

export function isFree(voxels: Uint8Array | Uint16Array, start: number, end: number): boolean {
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
