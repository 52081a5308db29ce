import type { WideLabelMap } from "../volume/index.ts";

/** Which labels occur in which slices. */
export interface Occupancy {
  /** The label of each slice and label is at `sliceIndex * stride + label`. */
  readonly stride: number;
  /** 1 where the label occurs in the slice. */
  readonly flags: Uint8Array;
}

/** The labels that occur in each slice; the table is as wide as the largest value that the voxels can hold. */
export function findOccupied({ grid, voxels }: WideLabelMap): Occupancy {
  const [columns, rows, slices] = grid.size;
  const frameSize = columns * rows;
  const stride = voxels instanceof Uint8Array ? 256 : 65536;
  const flags = new Uint8Array(slices * stride);
  for (let sliceIndex = 0; sliceIndex < slices; sliceIndex++) {
    const end = (sliceIndex + 1) * frameSize;
    const row = sliceIndex * stride;
    let previous = -1;
    for (let index = sliceIndex * frameSize; index < end; index++) {
      const label = voxels[index]!;
      if (label === previous) continue;
      flags[row + label] = 1;
      previous = label;
    }
  }
  return { stride, flags };
}
