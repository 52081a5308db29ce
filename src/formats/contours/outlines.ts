/** A closed polygon on pixel corners: x, y of each corner one after the other; (0, 0) is the first pixel's outer corner. */
export type Outline = readonly (readonly [x: number, y: number])[];

/** Directions of an outline's edges in turn: right, down, left, up; the inside is on their right. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outlines of a mask along the edges of its pixels, so that they enclose exactly its area: those of its pieces turn
 * right (their area is positive, with y downwards), those of holes left. Pixels that touch at a corner only are parted.
 * @param isInside whether a pixel belongs to the mask; false beyond its size.
 */
export function traceOutlines(
  isInside: (x: number, y: number) => boolean,
  [columns, rows]: readonly [number, number],
): Outline[] {
  // One bit for each edge that starts at a corner in one of the four directions.
  const width = columns + 1;
  const edges = new Uint8Array(width * (rows + 1));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!isInside(x, y)) continue;
      const corner = x + width * y;
      if (!isInside(x, y - 1)) edges[corner]! |= 1;
      if (!isInside(x + 1, y)) edges[corner + 1]! |= 2;
      if (!isInside(x, y + 1)) edges[corner + width + 1]! |= 4;
      if (!isInside(x - 1, y)) edges[corner + width]! |= 8;
    }
  }
  const outlines: Outline[] = [];
  for (let start = 0; start < edges.length; start++)
    while (edges[start] !== 0) outlines.push(follow(edges, start, width));
  return outlines;
}

/** Takes the edges of one outline out of `edges`; answers its corners. */
function follow(edges: Uint8Array, start: number, width: number): Outline {
  const corners: [number, number][] = [];
  let direction = [0, 1, 2, 3].find((bit) => edges[start]! & (1 << bit))!;
  const first = direction;
  let at = start;
  do {
    edges[at]! &= ~(1 << direction);
    at += steps[direction]![0] + width * steps[direction]![1];
    // Right first: at a corner where two pixels touch, that stays with the same pixel.
    const next = [1, 0, 3].map((turn) => (direction + turn) % 4).find((bit) => edges[at]! & (1 << bit));
    const turned = at === start ? first : next!;
    if (turned !== direction) corners.push([at % width, Math.floor(at / width)]);
    direction = turned;
  } while (at !== start);
  return corners;
}

/** Area in pixels: positive for an outline that turns right. */
export function outlineArea(outline: Outline): number {
  let twice = 0;
  outline.forEach(([x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length]!;
    twice += x * nextY - nextX * y;
  });
  return twice / 2;
}

/**
 * Outlines without holes of the same area: each hole is joined to the outline around it by a channel of no width, since a
 * closed contour cannot have holes otherwise (PS3.3 C.8.8.6.3, "keyhole").
 */
export function joinHoles(outlines: readonly Outline[]): Outline[] {
  const pieces = outlines.filter((outline) => outlineArea(outline) > 0).map((outline) => [...outline]);
  const holes = outlines
    .filter((outline) => outlineArea(outline) < 0)
    .map((hole) => ({ hole, edge: leftmostEdge(hole) }))
    .sort((a, b) => a.edge.x - b.edge.x);
  for (const { hole, edge } of holes) {
    // From the middle of its leftmost edge to the left: what is met first is around it, or a hole joined to that before.
    const met = pieces
      .flatMap((piece) => crossings(piece, edge.y).map((crossing) => ({ piece, ...crossing })))
      .filter(({ x }) => x < edge.x)
      .reduce((nearest, crossing) => (crossing.x > nearest.x ? crossing : nearest));
    const around = [...hole.slice(edge.index + 1), ...hole.slice(0, edge.index + 1)];
    const ends = [
      [met.x, edge.y],
      [edge.x, edge.y],
    ] as const;
    met.piece.splice(met.index + 1, 0, ends[0], ends[1], ...around, ends[1], ends[0]);
  }
  return pieces;
}

/** A vertical edge of least x, by its first corner's index and its middle. */
function leftmostEdge(outline: Outline): { index: number; x: number; y: number } {
  const x = Math.min(...outline.map((corner) => corner[0]));
  const index = outline.findIndex(
    (corner, at) => corner[0] === x && outline[(at + 1) % outline.length]![0] === x,
  );
  // A corner's row and a half: between the rows of corners, where only upright edges are met.
  const rows = [outline[index]![1], outline[(index + 1) % outline.length]![1]];
  return { index, x, y: Math.min(...rows) + 0.5 };
}

/** Where a line along x crosses upright edges: their first corners' indices and their places. */
function crossings(outline: Outline, y: number): { index: number; x: number }[] {
  return outline.flatMap(([x, from], index) => {
    const [nextX, to] = outline[(index + 1) % outline.length]!;
    return x === nextX && Math.min(from, to) < y && y < Math.max(from, to) ? [{ index, x }] : [];
  });
}
