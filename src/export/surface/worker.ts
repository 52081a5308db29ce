/** The worker that makes a segment's surface of its voxels. */
import * as Comlink from "comlink";
import { computeChanges, writeRuns } from "../../editing/index.ts";
import { type Grid, ijkToLps, voxelVolumeMl } from "../../geometry/index.ts";
import { type Block, boxSize, segmentMasks, voxelsInBox, wholeBlock } from "../../regions/index.ts";
import type { Segment } from "../../volume/index.ts";
import { answer } from "../../workers/index.ts";
import { joinMeshes } from "./mesh.ts";
import { toPly } from "./mesh-files.ts";
import { coarserMask, toPieces, toSurface } from "./segment-surfaces.ts";

/** What the worker is sent: the labels of the box around one segment, which has them to itself. */
export interface SurfaceRequest {
  readonly grid: Grid;
  readonly labels: Block<Uint8Array>;
  readonly segment: Segment;
}

/** Voxels of the box around a piece: more would give a finer surface than a pane can show. */
const mostVoxels = 500_000;
/** Thick slices leave terraces that it takes more to level than a surface to measure on should be given. */
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

/** What an organ encloses, a lesion for instance, has a surface of its own, and one is not to lie within the other. */
function fillCavities(grid: Grid, labels: Uint8Array, segmentNumber: number): void {
  const target = { grid, labels: wholeBlock(grid, labels) };
  writeRuns(labels, computeChanges(target, { kind: "fill-holes", segmentNumber }));
}

const surfaceWorker = {
  /** The surface as a PLY file; undefined for a segment without a voxel. */
  build: (request: SurfaceRequest) => answer(() => build(request)),
};

export type SurfaceWorker = typeof surfaceWorker;

Comlink.expose(surfaceWorker);
