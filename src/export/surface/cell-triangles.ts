/*
 * Marching cubes on a mask (Lorensen and Cline 1987). A cell is the cube between eight voxel centres; corner c lies at (c & 1,
 * c >> 1 & 1, c >> 2). The triangles of each of the 256 cells are computed instead of listed: on every face the surface
 * connects the midpoints of the edges whose ends differ; where all four differ, the two inside corners are separated. Both
 * cells at a face agree, so the surface has no holes.
 */

/** The ends of a cell's twelve edges; edge e runs along axis floor(e / 4). */
export const cellEdges: readonly (readonly [number, number])[] = [0, 1, 2].flatMap((axis) => {
  const step = 1 << axis;
  return [0, 1, 2, 3, 4, 5, 6, 7]
    .filter((corner) => (corner & step) === 0)
    .map((corner): [number, number] => [corner, corner + step]);
});

/** Corners of the six faces, counter-clockwise as seen from outside. */
const faces: readonly (readonly number[])[] = [
  [0, 4, 6, 2],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 2, 3, 1],
  [4, 5, 7, 6],
];

function edgeBetween(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return cellEdges.findIndex(([from, to]) => from === low && to === high);
}

/** Triangles of each cell (bit c is set if corner c is inside): three edges each, counter-clockwise as seen from outside. */
export const cellTriangles: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, cell) =>
  trianglesOf((corner) => ((cell >> corner) & 1) === 1),
);

function trianglesOf(isInside: (corner: number) => boolean): number[] {
  /** Maps each edge that the surface crosses to the next one. */
  const next = new Map<number, number>();
  for (const face of faces) {
    // Around the face, the surface starts where inside begins and ends where it stops, so that each stretch of inside corners
    // is separated from the rest.
    for (let index = 0; index < 4; index++) {
      const [before, corner] = [face[(index + 3) % 4]!, face[index]!];
      if (isInside(before) || !isInside(corner)) continue;
      let last = index;
      while (isInside(face[(last + 1) % 4]!)) last++;
      const entry = edgeBetween(before, corner);
      const exit = edgeBetween(face[last % 4]!, face[(last + 1) % 4]!);
      next.set(entry, exit);
    }
  }
  const triangles: number[] = [];
  const left = new Set(next.keys());
  for (const start of next.keys()) {
    if (!left.has(start)) continue;
    const loop: number[] = [];
    for (let edge = start; left.has(edge); edge = next.get(edge)!) {
      left.delete(edge);
      loop.push(edge);
    }
    const fan = fanOf(loop);
    for (let index = 1; index + 1 < fan.length; index++)
      triangles.push(fan[0]!, fan[index]!, fan[index + 1]!);
  }
  return triangles;
}

/**
 * The loop, rotated to start at the edge that gives the best fan of triangles: a side of a triangle running across a face could
 * occur twice, since the neighbouring cell's surface may run there too.
 */
function fanOf(loop: readonly number[]): readonly number[] {
  const turned = loop.map((_, start) => [...loop.slice(start), ...loop.slice(0, start)]);
  const onFaces = (fan: readonly number[]) =>
    fan.slice(2, -1).filter((edge) => shareFace(fan[0]!, edge)).length;
  return turned.reduce((best, fan) => (onFaces(fan) < onFaces(best) ? fan : best), turned[0]!);
}

function shareFace(a: number, b: number): boolean {
  const corners = [...cellEdges[a]!, ...cellEdges[b]!];
  return faces.some((face) => corners.every((corner) => face.includes(corner)));
}
