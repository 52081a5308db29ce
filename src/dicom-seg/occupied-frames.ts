import type { LabelMap } from "../volume/index.ts";

/** Which labels occur in which slice: `occupied[sliceIndex * 256 + label]` is 1 where they do. */
export function findOccupied(labelMap: LabelMap): Uint8Array {
  const [columns, rows, slices] = labelMap.grid.size;
  const frameSize = columns * rows;
  const occupied = new Uint8Array(slices * 256);
  const { voxels } = labelMap;
  for (let sliceIndex = 0; sliceIndex < slices; sliceIndex++) {
    const end = (sliceIndex + 1) * frameSize;
    const row = sliceIndex * 256;
    let previous = -1;
    for (let index = sliceIndex * frameSize; index < end; index++) {
      const label = voxels[index]!;
      if (label === previous) continue;
      occupied[row + label] = 1;
      previous = label;
    }
  }
  return occupied;
}
