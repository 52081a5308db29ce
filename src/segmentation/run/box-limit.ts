import { AutosegError } from "../../errors.ts";
import { type Grid, voxelCount } from "../../geometry/index.ts";
import { axesOfSlice, type Box, boxSize, isInBox, voxelsInBox, wholeBox } from "../../regions/index.ts";
import type { GridSlice16, LabelArray, Segment } from "../../volume/index.ts";
import type { KeptVoxels } from "./kept-voxels.ts";

/** Limits a run to a box of the series' grid. */
export interface BoxLimit {
  /** Whether any of a slice is wanted. */
  wants(slice: GridSlice16): boolean;
  /** Clears what lies outside, in a slice or in the whole grid. */
  clearInSlice(slice: GridSlice16): void;
  clearInAll(voxels: LabelArray): void;
  /** What must not change, and all that lies outside. */
  keepOutside(kept: KeptVoxels | undefined): KeptVoxels | undefined;
}

const noLimit: BoxLimit = {
  wants: () => true,
  clearInSlice: () => undefined,
  clearInAll: () => undefined,
  keepOutside: (kept) => kept,
};

/** @throws AutosegError `invalid-argument` for a box without voxels, or that reaches beyond the grid. */
export function createBoxLimit(box: Box | undefined, grid: Grid): BoxLimit {
  if (!box) return noLimit;
  checkBox(box, grid);
  const [columns, rows, slices] = grid.size;
  return {
    wants: ({ sliceAxis, sliceIndex }) => sliceIndex >= box.from[sliceAxis] && sliceIndex < box.to[sliceAxis],
    clearInSlice({ sliceAxis, sliceIndex, labels, probabilities }) {
      const [fast, slow] = axesOfSlice(sliceAxis);
      const isWanted = sliceIndex >= box.from[sliceAxis] && sliceIndex < box.to[sliceAxis];
      const { segments = [], entropy } = probabilities ?? {};
      for (const values of [labels, ...segments.map((one) => one.values), ...(entropy ? [entropy] : [])]) {
        for (let s = 0; s < grid.size[slow]; s++) {
          const row = values.subarray(s * grid.size[fast], (s + 1) * grid.size[fast]);
          if (isWanted && s >= box.from[slow] && s < box.to[slow])
            clearBeside(row, box.from[fast], box.to[fast]);
          else row.fill(0);
        }
      }
    },
    clearInAll(voxels) {
      forEachRow((row, isWanted) => {
        if (isWanted) clearBeside(row, box.from[0], box.to[0]);
        else row.fill(0);
      }, voxels);
    },
    keepOutside(kept) {
      if (!kept) return undefined;
      const edited = new Uint8Array(voxelCount(grid)).fill(1);
      forEachRow((row, isWanted, start) => {
        if (!isWanted) return;
        const [from, to] = [box.from[0], box.to[0]];
        if (kept.edited) row.set(kept.edited.subarray(start + from, start + to), from);
        else row.fill(0, from, to);
      }, edited);
      return { ...kept, edited };
    },
  };

  /** Calls `visit` with the columns of every row, and whether any of them lies in the box. */
  function forEachRow<Voxels extends LabelArray>(
    visit: (row: Voxels, isWanted: boolean, start: number) => void,
    voxels: Voxels,
  ): void {
    for (let k = 0, start = 0; k < slices; k++) {
      for (let j = 0; j < rows; j++, start += columns)
        visit(voxels.subarray(start, start + columns) as Voxels, isInBox(box!, [box!.from[0], j, k]), start);
    }
  }
}

function clearBeside(row: LabelArray, from: number, to: number): void {
  row.fill(0, 0, from);
  row.fill(0, to);
}

/** Segments as a run limited to a box draws them: with the box among the parameters of what drew them. */
export function describeInBox(segments: readonly Segment[], box: Box | undefined): readonly Segment[] {
  if (!box) return segments;
  return segments.map((segment) => ({
    ...segment,
    algorithmParameters: [segment.algorithmParameters, describeBox(box)].filter(Boolean).join("; "),
  }));
}

/** "run only in columns 10 to 79, rows 0 to 511, slices 3 to 29, counted from 0" */
function describeBox({ from, to }: Box): string {
  const [columns, rows, slices] = [0, 1, 2].map((axis) => `${from[axis]!} to ${to[axis]! - 1}`);
  return `run only in columns ${columns}, rows ${rows}, slices ${slices}, counted from 0`;
}

function checkBox(box: Box, grid: Grid): void {
  const { to } = wholeBox(grid);
  const isWhole = [...box.from, ...box.to].every((index) => Number.isInteger(index));
  const isWithin = box.from.every((index, axis) => index >= 0 && box.to[axis]! <= to[axis]!);
  if (isWhole && isWithin && voxelsInBox(box) > 0) return;
  throw new AutosegError(
    "invalid-argument",
    `The box from voxel ${box.from.join(", ")} up to ${box.to.join(", ")} is not a part of the image, which has ${boxSize(wholeBox(grid)).join(" x ")} voxels. Choose one that is.`,
    { argument: "box" },
  );
}
