import {
  boxSize,
  findComponents,
  moveBox,
  offsetIn,
  type SegmentMask,
  voxelsInBox,
  withMargin,
} from "../regions/index.ts";

/** More pieces than 16 bits can number are noise, and taken as one; so are those that wind around each other. */
const mostPieces = 65535;
/** Voxels of the boxes around all pieces, as a multiple of the mask's. */
const mostMasks = 16;

/** The connected pieces of a mask (voxels that touch at a face, an edge or a corner), each with a margin of one voxel. */
export function toPieces(mask: SegmentMask): SegmentMask[] {
  const { segment, grid, box, values } = mask;
  const parts = findComponents(values, boxSize(box), 26);
  if (parts.count === 1 || parts.count > mostPieces) return [mask];
  const boxes = Array.from({ length: parts.count }, (_, index) => withMargin(parts.box(index + 1), 1));
  const boxed = boxes.reduce((sum, own) => sum + voxelsInBox(own), 0);
  if (boxed > mostMasks * Math.max(values.length, 2 ** 20)) return [mask];
  const masks = boxes.map((own) => new Uint8Array(voxelsInBox(own)));
  parts.forEachRun(({ part, i, j, k, first, end }) => {
    const at = offsetIn(boxes[part - 1]!, i, j, k);
    masks[part - 1]!.fill(1, at, at + end - first);
  });
  return boxes.map((own, index) => ({ segment, grid, box: moveBox(own, box.from), values: masks[index]! }));
}
