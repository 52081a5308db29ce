import { cross, dot, type Grid, ijkToLps, voxelVolumeMl } from "../../geometry/index.ts";
import { type SegmentMask, segmentMasks } from "../../regions/index.ts";
import type { LabelMap16, Segment } from "../../volume/index.ts";
import { toPieces } from "../pieces.ts";
import { joinMeshes, type Mesh, toMesh } from "./mesh.ts";
import { smoothMesh, withVolume } from "./smooth.ts";

/** The surface of a segment. */
export interface SegmentSurface {
  readonly segment: Segment;
  /** In LPS millimetres. */
  readonly mesh: Mesh;
}

/**
 * Closed surfaces of the segments that have voxels, smoothed, each with the volume of its voxels: one after the other, since
 * many of them take much memory.
 */
export function* segmentSurfaces(labelMaps: readonly LabelMap16[]): Generator<SegmentSurface> {
  for (const { segment, mask } of segmentMasks(labelMaps, 1))
    if (mask) yield { segment, mesh: joinMeshes(toPieces(mask).map((piece) => toSurface(piece))) };
}

/**
 * The smooth surface of a mask, in LPS millimetres. A piece by itself keeps its own volume: what smoothing takes from a small
 * one is not given to a large one.
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

/** The same triangles seen from the other side. */
function turnRound(triangles: Uint32Array): Uint32Array {
  const turned = triangles.slice();
  for (let index = 0; index < turned.length; index += 3)
    [turned[index + 1], turned[index + 2]] = [triangles[index + 2]!, triangles[index + 1]!];
  return turned;
}
