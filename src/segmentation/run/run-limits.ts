import { AutosegError } from "../../errors.ts";
import { type Grid, voxelCount } from "../../geometry/index.ts";
import { highestValue, type Model } from "../../model/index.ts";
import {
  axesOfSlice,
  type Box,
  boxSize,
  isInBox,
  labelTable,
  voxelsInBox,
  wholeBox,
} from "../../regions/index.ts";
import {
  type GridSlice16,
  type LabelArray,
  type LabelArrayType,
  type LabelMap16,
  labelArrayFor,
  type Segment,
} from "../../volume/index.ts";

/** Limits a run to a box of the series' grid. */
export interface BoxLimit {
  /** Whether any part of a slice is wanted. */
  wants(slice: GridSlice16): boolean;
  /** Clears everything outside the box, in a slice or in the whole grid. */
  clearInSlice(slice: GridSlice16): void;
  clearInAll(voxels: LabelArray): void;
  /** What must not change, including everything outside the box. */
  keepOutside(kept: KeptVoxels | undefined): KeptVoxels | undefined;
}

const noLimit: BoxLimit = {
  wants: () => true,
  clearInSlice: () => undefined,
  clearInAll: () => undefined,
  keepOutside: (kept) => kept,
};

/** @throws AutosegError `invalid-argument` for an empty box, or one that extends beyond the grid. */
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

/** Segments as drawn by a run that is limited to a box: the box is recorded among the algorithm's parameters. */
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
    `The box from voxel ${box.from.join(", ")} up to ${box.to.join(", ")} is not within the image, which has ${boxSize(wholeBox(grid)).join(" x ")} voxels. Choose one that is.`,
    { argument: "box" },
  );
}

/**
 * What a run must not change when it is repeated over edited labels. A voxel keeps its label if it was edited by hand, if its
 * segment is locked, if the model would give it to a locked segment, or if its segment is not one of the model's and the
 * model predicts background there.
 */
export interface KeptVoxels {
  /** The current labels, on the volume's grid. They are read until the run ends, and not modified. */
  readonly labelMap: LabelMap16;
  /** Numbers of the segments that neither lose nor gain voxels. */
  readonly lockedSegments?: readonly number[];
  /** One byte per voxel, in the order of the labels: not 0 where the voxel was edited by hand. */
  readonly edited?: Uint8Array;
}

/** Restores kept voxels in labels that a model made. */
export interface Keeper {
  /** The model's segments, and segments of the kept labels that the model does not draw, by number. */
  readonly segments: readonly Segment[];
  /** Changes the model's labels of a slice. */
  keepInSlice(slice: GridSlice16): void;
  /** Changes the model's labels of the whole grid. */
  keepInAll(voxels: LabelArray): void;
}

/**
 * @param drawn the model's segments.
 * @param grid of the volume.
 * @throws AutosegError `invalid-argument` if labels or mask do not have the size of the grid.
 */
export function createKeeper(kept: KeptVoxels | undefined, drawn: readonly Segment[], grid: Grid): Keeper {
  if (!kept) return { segments: drawn, keepInSlice: () => undefined, keepInAll: () => undefined };
  const { labelMap, lockedSegments = [], edited } = kept;
  const present = labelMap.voxels;
  const numbers = [...drawn, ...labelMap.segments].map(({ segmentNumber }) => segmentNumber);
  const widest = new (labelArrayFor(Math.max(0, ...numbers)))(0);
  const count = voxelCount(grid);
  for (const [argument, what, length] of [
    ["labelMap", "label map to keep", present.length],
    ["edited", "mask of edited voxels", edited?.length ?? count],
  ] as const) {
    if (length !== count)
      throw new AutosegError(
        "invalid-argument",
        `The ${what} has ${length} voxels, but the volume has ${count}. Pass one made for the same series.`,
        { argument },
      );
  }
  const locked = labelTable(lockedSegments, widest);
  const isDrawn = labelTable([0, ...drawn.map(({ segmentNumber }) => segmentNumber)], widest);

  const decide = (before: number, found: number, index: number): number => {
    if (before === found) return found;
    if (edited && edited[index] !== 0) return before;
    if (locked[before] || locked[found]) return before;
    return found === 0 && !isDrawn[before] ? before : found;
  };
  return {
    segments: [...drawn, ...labelMap.segments.filter(({ segmentNumber }) => !isDrawn[segmentNumber])].sort(
      (a, b) => a.segmentNumber - b.segmentNumber,
    ),
    keepInSlice({ sliceAxis, sliceIndex, labels }) {
      const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
      const [fast, slow] = (
        [
          [1, 2],
          [0, 2],
          [0, 1],
        ] as const
      )[sliceAxis];
      let n = 0;
      for (let s = 0; s < grid.size[slow]; s++) {
        let index = sliceIndex * strides[sliceAxis] + s * strides[slow];
        for (let f = 0; f < grid.size[fast]; f++, n++, index += strides[fast])
          labels[n] = decide(present[index]!, labels[n]!, index);
      }
    },
    keepInAll(voxels) {
      for (let index = 0; index < count; index++)
        voxels[index] = decide(present[index]!, voxels[index]!, index);
    },
  };
}

/** Clears labels of classes that are not kept. Postprocessing comes before, since it may depend on all classes. */
export function createLeavingOut(
  classes: readonly number[] | undefined,
  Labels: LabelArrayType,
): (labels: LabelArray) => void {
  if (!classes) return () => undefined;
  const isKept = labelTable(classes, new Labels(0));
  return (labels) => {
    for (let at = 0; at < labels.length; at++) if (isKept[labels[at]!] === 0) labels[at] = 0;
  };
}

/** The array type of a run's labels, chosen once: the narrowest that holds the model's labels and those that are kept. */
export function labelArrayOf(model: Model, keep: KeptVoxels | undefined): LabelArrayType {
  return labelArrayFor(highestLabel(model, keep));
}

/** @throws AutosegError `invalid-argument` for labels that need more bits than requested. */
export function checkBits(
  model: Model,
  { keep, bits = 8 }: { readonly keep?: KeptVoxels; readonly bits?: 8 | 16 },
): void {
  const highest = highestLabel(model, keep);
  if (bits === 16 || highest <= 255) return;
  throw new AutosegError(
    "invalid-argument",
    `${model.manifest.title} has labels up to ${highest}, but a label of 8 bits is at most 255. Run it with 16 bits.`,
    { argument: "bits" },
  );
}

function highestLabel({ manifest }: Model, keep: KeptVoxels | undefined): number {
  const kept = keep?.labelMap.segments ?? [];
  return kept.reduce((most, { segmentNumber }) => Math.max(most, segmentNumber), highestValue(manifest));
}
