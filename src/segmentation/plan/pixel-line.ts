import type { AxisTable } from "../../inference/index.ts";
import type { LabelArray } from "../../volume/index.ts";

/** Turns values on the model's grid into the labels of a source slice, in memory order. */
export type Labeller = (values: Float32Array) => LabelArray<ArrayBuffer>;

/** The pixels of the output along the fast axis. */
export interface PixelLine {
  readonly offsets: Uint32Array;
  /** For every voxel of a row the two pixels that it lies between, as indices of the line. */
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
  /** For every pixel, the range of voxels next to it: `from` to `to - 1`. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** The line of an axis. */
export function toPixelLine({ lower, upper }: AxisTable): PixelLine {
  const offsets = Uint32Array.from(new Set([...lower, ...upper])).sort();
  const indexOf = new Map(Array.from(offsets, (offset, index) => [offset, index]));
  const toIndex = (offset: number): number => indexOf.get(offset)!;
  const [from, to] = [new Uint32Array(offsets.length).fill(lower.length), new Uint32Array(offsets.length)];
  for (let voxel = 0; voxel < lower.length; voxel++) {
    for (const pixel of [toIndex(lower[voxel]!), toIndex(upper[voxel]!)]) {
      from[pixel] = Math.min(from[pixel]!, voxel);
      to[pixel] = voxel + 1;
    }
  }
  return { offsets, lower: lower.map(toIndex), upper: upper.map(toIndex), from, to };
}
