/** A closed polygon along pixel borders: the x, y of its corners in order; (0, 0) is the outer corner of the first pixel. */
export type Outline = readonly (readonly [x: number, y: number])[];

/** The four directions of an outline's edges: right, down, left, up; the inside is on their right. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outlines of a mask along the edges of its pixels; they enclose exactly its area. Outlines of pieces turn right
 * (positive area, with y downwards), those of holes turn left. Pixels that touch only at a corner are separated.
 * @param isInside whether a pixel belongs to the mask; must be false beyond its size.
 */
export function traceOutlines(
  isInside: (x: number, y: number) => boolean,
  [columns, rows]: readonly [number, number],
): Outline[] {
  // One bit per corner and direction: an edge starts there.
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

/** Removes the edges of one outline from `edges` and returns its corners. */
function follow(edges: Uint8Array, start: number, width: number): Outline {
  const corners: [number, number][] = [];
  let direction = [0, 1, 2, 3].find((bit) => edges[start]! & (1 << bit))!;
  const first = direction;
  let at = start;
  do {
    edges[at]! &= ~(1 << direction);
    at += steps[direction]![0] + width * steps[direction]![1];
    // Right first: where two pixels touch at a corner, the outline stays with the same pixel.
    const next = [1, 0, 3].map((turn) => (direction + turn) % 4).find((bit) => edges[at]! & (1 << bit));
    const turned = at === start ? first : next!;
    if (turned !== direction) corners.push([at % width, Math.floor(at / width)]);
    direction = turned;
  } while (at !== start);
  return corners;
}

/** Area in pixels; positive for an outline that turns right. */
export function outlineArea(outline: Outline): number {
  let twice = 0;
  outline.forEach(([x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length]!;
    twice += x * nextY - nextX * y;
  });
  return twice / 2;
}

/** Where a hole is joined to the outline around it: a channel at height `y` from `from` to the hole's leftmost edge at `to`. */
interface Channel {
  readonly hole: Outline;
  /** Index of the hole's leftmost edge. */
  readonly edgeIndex: number;
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

/** The channels that start at each edge of an outline, by the index of its first corner. */
type Channels = ReadonlyMap<Outline, ReadonlyMap<number, readonly Channel[]>>;

/**
 * Outlines without holes that enclose the same area: each hole is joined to the outline around it by a channel of zero width,
 * since a closed contour cannot have holes otherwise (PS3.3 C.8.8.6.3, "keyhole"). Time grows with the length of the
 * outlines, not with the number of holes.
 */
export function joinHoles(outlines: readonly Outline[]): Outline[] {
  const holes = outlines.filter((outline) => outlineArea(outline) < 0);
  const pieces = outlines.filter((outline) => outlineArea(outline) > 0);
  if (holes.length === 0) return pieces;
  const channels = findChannels(outlines, holes);
  return pieces.map((piece) => walk(piece, channels));
}

/** Walks left from the middle of each hole's leftmost edge: the first edge belongs to the outline around it, or to another hole. */
function findChannels(outlines: readonly Outline[], holes: readonly Outline[]): Channels {
  const leftmost = holes.map((hole) => ({ hole, ...leftmostEdge(hole) }));
  const crossings = uprightEdges(outlines, new Set(leftmost.map(({ y }) => y)));
  const channels = new Map<Outline, Map<number, Channel[]>>();
  for (const { hole, index: edgeIndex, x: to, y } of leftmost) {
    const met = nearestBelow(crossings.get(y)!, to);
    const ofOutline = channels.get(met.outline) ?? new Map<number, Channel[]>();
    channels.set(met.outline, ofOutline);
    const channel = { hole, edgeIndex, y, from: met.x, to };
    const ofEdge = ofOutline.get(met.index);
    if (ofEdge) ofEdge.push(channel);
    else ofOutline.set(met.index, [channel]);
  }
  for (const [outline, ofOutline] of channels) {
    for (const [index, ofEdge] of ofOutline) {
      const isDown = outline[(index + 1) % outline.length]![1] > outline[index]![1];
      ofEdge.sort((a, b) => (isDown ? a.y - b.y : b.y - a.y));
    }
  }
  return channels;
}

interface Crossing {
  readonly outline: Outline;
  /** Index of the first corner of the edge that is crossed. */
  readonly index: number;
  readonly x: number;
}

/** The vertical edges that horizontal lines at these heights cross, from left to right. */
function uprightEdges(
  outlines: readonly Outline[],
  heights: ReadonlySet<number>,
): ReadonlyMap<number, readonly Crossing[]> {
  const crossings = new Map<number, Crossing[]>([...heights].map((y) => [y, []]));
  for (const outline of outlines) {
    outline.forEach(([x, from], index) => {
      const [nextX, to] = outline[(index + 1) % outline.length]!;
      if (nextX !== x) return;
      for (let y = Math.min(from, to) + 0.5; y < Math.max(from, to); y++)
        crossings.get(y)?.push({ outline, index, x });
    });
  }
  for (const atHeight of crossings.values()) atHeight.sort((a, b) => a.x - b.x);
  return crossings;
}

/** The last crossing to the left of `x`: there is one, since a hole is enclosed. */
function nearestBelow(crossings: readonly Crossing[], x: number): Crossing {
  let [low, high] = [0, crossings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (crossings[middle]!.x < x) low = middle + 1;
    else high = middle;
  }
  return crossings[low - 1]!;
}

/** An outline being walked: the corner it began with, the corners passed, and the channels of the current edge. */
interface Walk {
  readonly outline: Outline;
  readonly start: number;
  passed: number;
  waiting: readonly Channel[];
  taken: number;
  /** The channel back to the outline that it was entered from; undefined for a piece. */
  readonly way: Channel | undefined;
}

/** The corners of a piece, with those of all holes joined to it, and of the holes joined to these. */
function walk(piece: Outline, channels: Channels): Outline {
  const corners: (readonly [number, number])[] = [];
  const begin = (outline: Outline, start: number, way?: Channel): Walk => ({
    outline,
    start,
    passed: 0,
    waiting: [],
    taken: 0,
    way,
  });
  const walks: Walk[] = [begin(piece, 0)];
  for (let current = walks.at(-1); current; current = walks.at(-1)) {
    const channel = current.waiting[current.taken];
    if (channel) {
      current.taken++;
      corners.push([channel.from, channel.y], [channel.to, channel.y]);
      walks.push(begin(channel.hole, channel.edgeIndex + 1, channel));
      continue;
    }
    if (current.passed === current.outline.length) {
      walks.pop();
      const { way } = current;
      if (way) corners.push([way.to, way.y], [way.from, way.y]);
      continue;
    }
    const index = (current.start + current.passed) % current.outline.length;
    corners.push(current.outline[index]!);
    current.passed++;
    current.taken = 0;
    current.waiting = channels.get(current.outline)?.get(index) ?? [];
  }
  return corners;
}

/** The leftmost vertical edge, by the index of its first corner, and the middle of a row of pixels beside it. */
function leftmostEdge(outline: Outline): { index: number; x: number; y: number } {
  const x = outline.reduce((least, corner) => Math.min(least, corner[0]), Number.POSITIVE_INFINITY);
  const index = outline.findIndex(
    (corner, at) => corner[0] === x && outline[(at + 1) % outline.length]![0] === x,
  );
  // Half a row below a corner: between corners, a horizontal line meets vertical edges only.
  const y = Math.min(outline[index]![1], outline[(index + 1) % outline.length]![1]) + 0.5;
  return { index, x, y };
}
