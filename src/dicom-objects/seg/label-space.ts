import { type SourceSeries, slicesOfImages } from "../../dicom/index.ts";
import { type Grid, lpsToIjk, type Point } from "../../geometry/index.ts";

/** Called with each run of voxels: the first index, and the one after the last. */
export type VisitRun = (start: number, end: number) => void;

/** Where the pixels of an object's frames may lie, and which voxels of a grid represent them. */
export interface LabelSpace {
  /** Pixels along i and j, and slices. */
  readonly size: Grid["size"];
  /** Fractional indices of a position; integers at a pixel's centre. */
  toIjk(lps: Point<"lps">): Point<"ijk">;
  /** Visits the voxels that represent a run of pixels within one slice; undefined if the pixels are voxels themselves. */
  readonly toVoxels?: (start: number, end: number, visit: VisitRun) => void;
}

/** The voxels of a grid. */
export function gridSpace(grid: Grid): LabelSpace {
  return {
    size: grid.size,
    toIjk: (lps) => lpsToIjk(grid, lps),
  };
}

/** The slices of a source's volume; for unevenly spaced images, the one closest to each image. */
export function sliceSpace(source: SourceSeries): LabelSpace {
  const { volume, slicePlaces, instances } = source;
  if (!slicePlaces) return gridSpace(volume.grid);
  const [columns, rows] = volume.grid.size;
  const sliceLength = columns * rows;
  const shownBy = slicesOfImages(source);
  return {
    size: [columns, rows, instances.length],
    toIjk(lps) {
      const [i, j, k] = lpsToIjk(volume.grid, lps);
      return [i, j, toImageIndex(k, slicePlaces)];
    },
    toVoxels(start, end, visit) {
      const index = Math.floor(start / sliceLength);
      for (const k of shownBy[index]!) {
        const shift = (k - index) * sliceLength;
        visit(start + shift, end + shift);
      }
    },
  };
}

/**
 * The images of a tilted gantry as acquired, on which other programs draw. Each is shifted onto its upright slice by whole
 * voxels, so that every
 * pixel has a voxel of its own, at most half a voxel away.
 */
export function tiltedSpace(source: SourceSeries): LabelSpace | undefined {
  const { tilt, instances, volume } = source;
  if (!tilt) return undefined;
  const slices = sliceSpace(source);
  const [columns, rows] = tilt.size;
  const [gridColumns, gridRows] = volume.grid.size;
  return {
    size: [columns, rows, instances.length],
    toIjk(lps) {
      const [i, j, k] = slices.toIjk(lps);
      const offset = tilt.offsets[Math.min(Math.max(Math.round(k), 0), instances.length - 1)] ?? [0, 0];
      return [i - offset[0], j - offset[1], k];
    },
    toVoxels(start, end, visit) {
      const index = Math.floor(start / (columns * rows));
      const [right, down] = tilt.offsets[index]!.map(Math.round) as [number, number];
      let at = start;
      while (at < end) {
        const row = Math.floor(at / columns);
        const rowEnd = Math.min(end, (row + 1) * columns);
        const first = (at % columns) + right + gridColumns * ((row % rows) + down + gridRows * index);
        if (slices.toVoxels) slices.toVoxels(first, first + rowEnd - at, visit);
        else visit(first, first + rowEnd - at);
        at = rowEnd;
      }
    },
  };
}

/** Position among the images of a fractional slice `k` of the even grid; an integer at an image. */
function toImageIndex(k: number, slicePlaces: readonly number[]): number {
  let [low, high] = [0, slicePlaces.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (slicePlaces[middle]! > k) high = middle;
    else low = middle;
  }
  const [from, to] = [slicePlaces[low]!, slicePlaces[high]!];
  return to > from ? low + (k - from) / (to - from) : low;
}
