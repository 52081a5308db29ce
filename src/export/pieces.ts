import { cutSegment, findComponents, type SegmentMask, segmentBoxes } from "../regions/index.ts";

/** More pieces than 16 bits can number are noise, and taken as one; so are those that wind around each other. */
const mostPieces = 65535;
/** Voxels of the boxes around all pieces, as a multiple of the mask's. */
const mostMasks = 16;

/** The connected pieces of a mask (voxels that touch at a face, an edge or a corner), each with a margin of one voxel. */
export function toPieces(mask: SegmentMask): SegmentMask[] {
  const { segment, grid, size, offset, voxels } = mask;
  const { numbers, sizes } = findComponents(voxels, size, 26);
  const count = sizes.length - 1;
  if (count === 1 || count > mostPieces) return [mask];
  const labelMap = { grid: { ...grid, size }, voxels: Uint16Array.from(numbers), segments: [] };
  const boxes = segmentBoxes(labelMap);
  const boxed = [...boxes.values()].reduce(
    (sum, { first, last }) =>
      sum + [0, 1, 2].reduce((all, axis) => all * (last[axis]! - first[axis]! + 3), 1),
    0,
  );
  if (boxed > mostMasks * Math.max(voxels.length, 2 ** 20)) return [mask];
  return [...boxes].map(([number, box]) => {
    const piece = cutSegment(labelMap, { ...segment, segmentNumber: number }, box, 1);
    return {
      ...piece,
      segment,
      grid,
      offset: [
        offset[0] + piece.offset[0],
        offset[1] + piece.offset[1],
        offset[2] + piece.offset[2],
      ] as const,
    };
  });
}
