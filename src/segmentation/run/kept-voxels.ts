import { AutosegError } from "../../errors.ts";
import { type Grid, voxelCount } from "../../geometry/index.ts";
import { labelTable } from "../../regions/index.ts";
import {
  type GridSlice16,
  type LabelArray,
  type LabelMap16,
  labelArrayFor,
  type Segment,
} from "../../volume/index.ts";

/**
 * What a run must not change when it is repeated over edited labels. A voxel keeps its label
 * when it was edited by hand, when its segment is locked, when the model would give it to a locked segment, and when
 * its segment is none of the model's and the model sees background there.
 */
export interface KeptVoxels {
  /** The labels as they are, on the grid of the volume. They are read until the run ends, and not written to. */
  readonly labelMap: LabelMap16;
  /** Numbers of the segments that neither lose nor gain a voxel. */
  readonly lockedSegments?: readonly number[];
  /** One byte a voxel, in the order of the labels: anything but 0 where the voxel was edited by hand. */
  readonly edited?: Uint8Array;
}

/** Puts kept voxels back into labels that a model made. */
export interface Keeper {
  /** The model's segments and those of the kept labels that it does not draw, by number. */
  readonly segments: readonly Segment[];
  /** Changes the model's labels of a slice. */
  keepInSlice(slice: GridSlice16): void;
  /** Changes the model's labels of the whole grid. */
  keepInAll(voxels: LabelArray): void;
}

/**
 * @param drawn the model's segments.
 * @param grid of the volume.
 * @throws AutosegError `invalid-argument` when labels or mask are of another size than the grid.
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
