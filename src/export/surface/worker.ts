/** Worker that makes the surface of a segment. */
import * as Comlink from "comlink";
import { computeChanges, writeRuns } from "../../editing/index.ts";
import { type Grid, ijkToLps, voxelVolumeMl } from "../../geometry/index.ts";
import { type Block, boxSize, segmentMasks, voxelsInBox, wholeBlock } from "../../regions/index.ts";
import type { Segment } from "../../volume/index.ts";
import { answer } from "../../workers/index.ts";
import { joinMeshes } from "./mesh.ts";
import { toPly } from "./mesh-files.ts";
import { coarserMask, toPieces, toSurface } from "./segment-surfaces.ts";

/** The request: the labels in a box around one segment, transferred to the worker. */
export interface SurfaceRequest {
  readonly grid: Grid;
  readonly labels: Block<Uint8Array>;
  readonly segment: Segment;
}

/** Voxels of a piece's box; more would give a finer surface than a pane can show. */
const mostVoxels = 500_000;
/** Thick slices leave terraces that take more smoothing to level than is acceptable for measurements. */
const smoothingRounds = 40;

function build({ grid, labels: { box, values }, segment }: SurfaceRequest): Blob | undefined {
  const part = { ...grid, size: boxSize(box), originLps: ijkToLps(grid, box.from) };
  fillCavities(part, values, segment.segmentNumber);
  const [found] = segmentMasks([{ grid: part, voxels: values, segments: [segment] }], 1);
  if (!found?.mask) return undefined;
  const meshes = toPieces(found.mask).map((piece) => {
    const volumeMm3 = voxelsInBox(piece.box) * voxelVolumeMl(grid) * 1000;
    return toSurface(coarserMask(piece, Math.cbrt(volumeMm3 / mostVoxels)), smoothingRounds);
  });
  const mesh = joinMeshes(meshes);
  return mesh.triangles.length === 0 ? undefined : new Blob([toPly(mesh)]);
}

/** Fills what an organ encloses, such as a lesion: that has a surface of its own, which must not lie inside another. */
function fillCavities(grid: Grid, labels: Uint8Array, segmentNumber: number): void {
  const target = { grid, labels: wholeBlock(grid, labels) };
  writeRuns(labels, computeChanges(target, { kind: "fill-holes", segmentNumber }));
}

const surfaceWorker = {
  /** The surface as a PLY file; undefined for a segment without voxels. */
  build: (request: SurfaceRequest) => answer(() => build(request)),
};

export type SurfaceWorker = typeof surfaceWorker;

Comlink.expose(surfaceWorker);
