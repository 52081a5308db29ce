import { boxSize, type SegmentMask } from "../../regions/index.ts";
import { cellEdges, cellTriangles } from "./cell-triangles.ts";

/** A closed surface of triangles, counter-clockwise as seen from outside in a right-handed space. */
export interface Mesh {
  /** x, y, z of each vertex. */
  readonly vertices: Float64Array;
  /** Three vertex indices per triangle. */
  readonly triangles: Uint32Array;
}

/**
 * The surface of a mask, halfway between voxels inside and outside, in voxels of the mask.
 * @param mask with a margin of one voxel, so that the surface is closed.
 */
export function toMesh({ box, values: voxels }: SegmentMask): Mesh {
  const [columns, rows, slices] = boxSize(box);
  const offsets = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (corner) => (corner & 1) + columns * (((corner >> 1) & 1) + rows * (corner >> 2)),
  );
  const indices = new Map<number, number>();
  const vertices: number[] = [];
  const triangles: number[] = [];
  /** The vertex on an edge of the cell whose first corner is voxel `at`; shared by the cells at that edge. */
  const vertexOn = (at: number, edge: number): number => {
    const corner = cellEdges[edge]![0];
    const axis = Math.floor(edge / 4);
    const voxel = at + offsets[corner]!;
    const key = voxel * 3 + axis;
    const known = indices.get(key);
    if (known !== undefined) return known;
    const row = Math.floor(voxel / columns);
    const place = [voxel % columns, row % rows, Math.floor(row / rows)];
    place[axis]! += 0.5;
    const index = vertices.length / 3;
    vertices.push(...place);
    indices.set(key, index);
    return index;
  };
  for (let k = 0; k + 1 < slices; k++) {
    for (let j = 0; j + 1 < rows; j++) {
      for (let i = 0; i + 1 < columns; i++) {
        const at = i + columns * (j + rows * k);
        let cell = 0;
        for (let corner = 0; corner < 8; corner++) cell |= voxels[at + offsets[corner]!]! << corner;
        if (cell === 0 || cell === 255) continue;
        for (const edge of cellTriangles[cell]!) triangles.push(vertexOn(at, edge));
      }
    }
  }
  return { vertices: Float64Array.from(vertices), triangles: Uint32Array.from(triangles) };
}

/** Joins several meshes. */
export function joinMeshes(meshes: readonly Mesh[]): Mesh {
  const [only, second] = meshes;
  if (only && !second) return only;
  const sum = (size: (mesh: Mesh) => number) => meshes.reduce((all, mesh) => all + size(mesh), 0);
  const vertices = new Float64Array(sum((mesh) => mesh.vertices.length));
  const triangles = new Uint32Array(sum((mesh) => mesh.triangles.length));
  let [vertexAt, triangleAt] = [0, 0];
  for (const mesh of meshes) {
    vertices.set(mesh.vertices, vertexAt);
    for (const vertex of mesh.triangles) triangles[triangleAt++] = vertex + vertexAt / 3;
    vertexAt += mesh.vertices.length;
  }
  return { vertices, triangles };
}

/** The enclosed volume, in cubic units; positive if triangles are counter-clockwise from outside. */
export function enclosedVolume({ vertices, triangles }: Mesh): number {
  let sixfold = 0;
  for (let index = 0; index < triangles.length; index += 3) {
    const [a, b, c] = [triangles[index]! * 3, triangles[index + 1]! * 3, triangles[index + 2]! * 3];
    const [ax, ay, az] = [vertices[a]!, vertices[a + 1]!, vertices[a + 2]!];
    const [bx, by, bz] = [vertices[b]!, vertices[b + 1]!, vertices[b + 2]!];
    const [cx, cy, cz] = [vertices[c]!, vertices[c + 1]!, vertices[c + 2]!];
    sixfold += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return sixfold / 6;
}
