import { ijkToLps } from "../../geometry/index.ts";
import { boxSize, mapAxes, type SegmentMask, voxelsInSize, wholeBlock } from "../../regions/index.ts";

/**
 * The mask in voxels that are as many times larger along each axis as brings them near to a cube of `edgeMm`, set where
 * at least half of a voxel was; itself where its voxels are that large already. It has a margin of one voxel.
 */
export function coarserMask(mask: SegmentMask, edgeMm: number): SegmentMask {
  const { grid, box, values, segment } = mask;
  const size = boxSize(box);
  const factors = mapAxes((axis) => Math.max(1, Math.round(edgeMm / grid.spacingMm[axis])));
  if (factors.every((factor) => factor === 1)) return mask;
  // A margin of one coarse voxel before and after.
  const coarse = mapAxes((axis) => Math.ceil(size[axis] / factors[axis]) + 2);
  const counts = new Uint32Array(voxelsInSize(coarse));
  let index = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      const row = coarse[0] * (1 + Math.floor(j / factors[1]) + coarse[1] * (1 + Math.floor(k / factors[2])));
      for (let i = 0; i < size[0]; i++, index++)
        if (values[index]) counts[row + 1 + Math.floor(i / factors[0])]!++;
    }
  }
  const half = (factors[0] * factors[1] * factors[2]) / 2;
  const first = mapAxes((axis) => box.from[axis] - factors[axis] + (factors[axis] - 1) / 2);
  return {
    segment,
    ...wholeBlock(
      { size: coarse },
      Uint8Array.from(counts, (count) => (count >= half ? 1 : 0)),
    ),
    grid: {
      size: coarse,
      spacingMm: mapAxes((axis) => grid.spacingMm[axis] * factors[axis]),
      originLps: ijkToLps(grid, first),
      directionsLps: grid.directionsLps,
    },
  };
}
