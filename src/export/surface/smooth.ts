import { enclosedVolume, type Mesh } from "./mesh.ts";

/** Taubin's two steps (1995): one shrinks the surface, the other expands it again, so that its size hardly changes. */
const steps = [0.5, -0.53] as const;
const fewRounds = 10;

/** Relative tolerance for the volume, and the number of attempts to reach it. */
const volumeTolerance = 1e-3;
const volumeRounds = 30;

/** The surface without voxel steps. The triangles stay, so it remains closed. */
export function smoothMesh(mesh: Mesh, rounds = fewRounds): Mesh {
  const { starts, neighbours } = neighbourLists(mesh);
  let vertices = mesh.vertices;
  for (let step = 0; step < 2 * rounds; step++) {
    const factor = steps[step % 2]!;
    const moved = new Float64Array(vertices.length);
    for (let vertex = 0; vertex * 3 < vertices.length; vertex++) {
      const [start, end] = [starts[vertex]!, starts[vertex + 1]!];
      for (let axis = 0; axis < 3; axis++) {
        let sum = 0;
        for (let index = start; index < end; index++) sum += vertices[neighbours[index]! * 3 + axis]!;
        const own = vertices[vertex * 3 + axis]!;
        moved[vertex * 3 + axis] = own + factor * (sum / (end - start) - own);
      }
    }
    vertices = moved;
  }
  return { ...mesh, vertices };
}

/**
 * The surface moved along its normals until it encloses `volume`: smoothing, and the corners that marching cubes cuts off,
 * shrink small objects more than large ones.
 */
export function withVolume(mesh: Mesh, volume: number): Mesh {
  let current = mesh;
  // A surface that smoothing has shrunk almost to a point has hardly any area; without a limit the step would be far too long.
  const longestStep = Math.cbrt(volume) / 6;
  for (let round = 0; round < volumeRounds; round++) {
    const missing = volume - enclosedVolume(current);
    if (Math.abs(missing) <= volumeTolerance * volume) return current;
    const { normals, area } = areaNormals(current);
    const vertices = current.vertices.slice();
    const step = Math.max(-longestStep, Math.min(longestStep, missing / area));
    for (let index = 0; index < vertices.length; index++) vertices[index]! += step * normals[index]!;
    current = { ...mesh, vertices };
  }
  return current;
}

/** Unit normals of the vertices, weighted by the triangles' areas, and the total area. */
export function areaNormals({ vertices, triangles }: Mesh): { normals: Float64Array; area: number } {
  const normals = new Float64Array(vertices.length);
  let area = 0;
  for (let index = 0; index < triangles.length; index += 3) {
    const corners = [0, 1, 2].map((corner) => triangles[index + corner]! * 3);
    const [a, b, c] = corners as [number, number, number];
    const along = (from: number, to: number, axis: number) => vertices[to + axis]! - vertices[from + axis]!;
    const normal = [0, 1, 2].map((axis) => {
      const [y, z] = [(axis + 1) % 3, (axis + 2) % 3];
      return along(a, b, y) * along(a, c, z) - along(a, b, z) * along(a, c, y);
    });
    area += Math.hypot(...normal) / 2;
    for (const corner of corners)
      for (let axis = 0; axis < 3; axis++) normals[corner + axis]! += normal[axis]!;
  }
  for (let index = 0; index < normals.length; index += 3) {
    const length = Math.hypot(normals[index]!, normals[index + 1]!, normals[index + 2]!) || 1;
    for (let axis = 0; axis < 3; axis++) normals[index + axis]! /= length;
  }
  return { normals, area };
}

/** The neighbours of each vertex: from `starts[vertex]` up to `starts[vertex + 1]`, some of them twice. */
function neighbourLists({ vertices, triangles }: Mesh): { starts: Uint32Array; neighbours: Uint32Array } {
  const starts = new Uint32Array(vertices.length / 3 + 1);
  for (const vertex of triangles) starts[vertex + 1]! += 2;
  for (let index = 1; index < starts.length; index++) starts[index]! += starts[index - 1]!;
  const neighbours = new Uint32Array(triangles.length * 2);
  const next = starts.slice();
  for (let index = 0; index < triangles.length; index += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[index + corner]!;
      neighbours[next[vertex]!++] = triangles[index + ((corner + 1) % 3)]!;
      neighbours[next[vertex]!++] = triangles[index + ((corner + 2) % 3)]!;
    }
  }
  return { starts, neighbours };
}
