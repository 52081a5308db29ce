import { cross, dot, type Grid, ijkToLps, voxelVolumeMl } from "../../geometry/index.ts";
import {
  boxSize,
  findComponents,
  mapAxes,
  moveBox,
  offsetIn,
  type SegmentMask,
  segmentMasks,
  voxelsInBox,
  voxelsInSize,
  wholeBlock,
  withMargin,
} from "../../regions/index.ts";
import type { LabelMap16, Segment } from "../../volume/index.ts";
import { joinMeshes, type Mesh, toMesh } from "./mesh.ts";
import { smoothMesh, withVolume } from "./smooth.ts";

/** The surface of a segment. */
interface SegmentSurface {
  readonly segment: Segment;
  /** In LPS millimetres. */
  readonly mesh: Mesh;
}

/**
 * Smoothed, closed surfaces of the segments that have voxels, each with the volume of its voxels. Generated one after the
 * other, since together they take much memory.
 */
export function* segmentSurfaces(labelMaps: readonly LabelMap16[]): Generator<SegmentSurface> {
  for (const { segment, mask } of segmentMasks(labelMaps, 1))
    if (mask) yield { segment, mesh: joinMeshes(toPieces(mask).map((piece) => toSurface(piece))) };
}

/**
 * The smooth surface of a mask, in LPS millimetres. Each connected piece keeps its own volume, so that what smoothing takes
 * from a small one is not given to a large one.
 */
export function toSurface(mask: SegmentMask, smoothingRounds?: number): Mesh {
  const {
    grid,
    box: { from },
    values,
  } = mask;
  const inVoxels = toMesh(mask);
  const vertices = new Float64Array(inVoxels.vertices.length);
  for (let index = 0; index < vertices.length; index += 3) {
    const lps = ijkToLps(grid, [
      inVoxels.vertices[index]! + from[0],
      inVoxels.vertices[index + 1]! + from[1],
      inVoxels.vertices[index + 2]! + from[2],
    ]);
    vertices.set(lps, index);
  }
  const triangles = isLeftHanded(grid) ? turnRound(inVoxels.triangles) : inVoxels.triangles;
  const count = values.reduce((sum, inside) => sum + inside, 0);
  return withVolume(smoothMesh({ vertices, triangles }, smoothingRounds), count * voxelVolumeMl(grid) * 1000);
}

function isLeftHanded({ directionsLps: [i, j, k] }: Grid): boolean {
  return dot(cross(i, j), k) < 0;
}

/** The same triangles facing the other way. */
function turnRound(triangles: Uint32Array): Uint32Array {
  const turned = triangles.slice();
  for (let index = 0; index < turned.length; index += 3)
    [turned[index + 1], turned[index + 2]] = [triangles[index + 2]!, triangles[index + 1]!];
  return turned;
}

/** More pieces than 16 bits can number are noise and treated as one, as are pieces that wind around each other. */
const mostPieces = 65535;
/** Limit for the voxels of all pieces' boxes together, as a multiple of the mask's. */
const mostMasks = 16;

/** The connected pieces of a mask (voxels touching at a face, an edge or a corner), each with a margin of one voxel. */
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

/**
 * The mask at a lower resolution: voxels are enlarged by an integer factor along each axis to approach cubes of `edgeMm`, and
 * set if at least half of their volume was. Unchanged if its voxels are already that large. Has a margin of one voxel.
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
