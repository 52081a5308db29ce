import { AutosegError } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import { shiftSlice } from "./gantry-tilt.ts";
import type { SliceVoxels } from "./slice-reader.ts";
import type { SliceStack } from "./slice-stack.ts";
import { resampleSlices } from "./uneven-slices.ts";

/** Assembles slices, in any order, into the volume of a stack. */
export interface VolumeAssembler {
  /** Memory for the voxels of image `index`, to write them directly; shared with workers if possible. */
  placeOf(index: number): Int16Array | undefined;
  /** Places image `index` of the stack; its values are copied unless they are in place already. */
  place(slice: SliceVoxels, index: number): void;
  /** The voxels on the stack's grid, once all images are placed: Int16, unless an image needed Float32. */
  finish(): SliceVoxels;
}

/**
 * @param background the value beside the slices of a tilted gantry.
 * @param name of the series, for messages.
 * @throws AutosegError `unsupported-pixels` if the volume does not fit into memory.
 */
export function createVolumeAssembler(stack: SliceStack, background: number, name: string): VolumeAssembler {
  const [columns, rows] = stack.grid.size;
  const sliceLength = columns * rows;
  let voxels: SliceVoxels = allocate(sliceLength * stack.frames.length, stack.grid, name);
  if (stack.offsets) voxels.fill(background);
  return {
    placeOf(index) {
      return stack.offsets || !(voxels instanceof Int16Array)
        ? undefined
        : voxels.subarray(index * sliceLength, (index + 1) * sliceLength);
    },
    place(slice, index) {
      if (slice.buffer === voxels.buffer) return;
      if (slice instanceof Float32Array && voxels instanceof Int16Array) voxels = new Float32Array(voxels);
      const offset = stack.offsets?.[index];
      if (!offset) {
        voxels.set(slice, index * sliceLength);
        return;
      }
      const plane = voxels.subarray(index * sliceLength, (index + 1) * sliceLength);
      const { columns: own, rows: ownRows } = stack.frames[index]!;
      shiftSlice({ values: slice, columns: own, rows: ownRows }, { values: plane, columns, rows }, offset);
    },
    finish() {
      if (!stack.even) return voxels;
      const resampled = allocate(sliceLength * stack.even.slices, stack.grid, name);
      return voxels instanceof Int16Array
        ? resampleSlices(voxels, sliceLength, stack.even, resampled)
        : resampleSlices(voxels, sliceLength, stack.even, new Float32Array(resampled.length));
    },
  };
}

function allocate(length: number, { size }: Grid, name: string): Int16Array {
  try {
    return globalThis.crossOriginIsolated
      ? new Int16Array(new SharedArrayBuffer(length * Int16Array.BYTES_PER_ELEMENT))
      : new Int16Array(length);
  } catch (cause) {
    throw new AutosegError(
      "unsupported-pixels",
      `The series has ${size.join(" x ")} voxels, more than fit into memory. Choose a smaller series (${name}).`,
      { fileName: name },
      { cause },
    );
  }
}
