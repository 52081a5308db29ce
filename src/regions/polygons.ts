/** A closed polygon on a slice: column and row of each corner, in voxels; integers are voxel centres. */
export type Polygon = readonly (readonly [column: number, row: number])[];

/**
 * The voxels whose centres lie inside closed polygons, by the even-odd rule: a point in two of them is outside, so nested
 * contours are holes, and a channel to a hole and back (keyhole) encloses nothing. Of centres exactly on an edge, the lower
 * side counts as inside, so that adjacent polygons share none.
 * @param addRun is called with columns `start` up to, but not including, `end` of a row, rows ascending, clipped to the
 * slice.
 */
export function fillPolygons(
  polygons: readonly Polygon[],
  [columns, rows]: readonly [number, number],
  addRun: (row: number, start: number, end: number) => void,
): void {
  const [first, last] = [Math.max(0, lowestRow(polygons)), Math.min(rows - 1, -lowestRow(polygons, -1))];
  forEachSpan(polygons, { first: Math.ceil(first), last, step: 1 }, (row, from, to) => {
    const [start, end] = [Math.max(0, Math.ceil(from)), Math.min(columns, Math.ceil(to))];
    if (start < end) addRun(row, start, end);
  });
}

/** Scan lines for measuring an area: so many per row of voxels, and at least so many over the whole height. */
const [linesPerRow, fewestLines] = [4, 16];

/** The area that polygons enclose by the even-odd rule, in voxels; accurate to about 1 %. */
export function polygonArea(polygons: readonly Polygon[]): number {
  const [lowest, highest] = [lowestRow(polygons), -lowestRow(polygons, -1)];
  const lines = Math.max(fewestLines, Math.ceil((highest - lowest) * linesPerRow));
  const step = (highest - lowest) / lines;
  if (!(step > 0)) return 0;
  let area = 0;
  forEachSpan(polygons, { first: lowest + step / 2, last: highest, step }, (_, from, to) => {
    area += (to - from) * step;
  });
  return area;
}

/** The lowest row of any corner; with `sign` -1, in a slice turned upside down. */
function lowestRow(polygons: readonly Polygon[], sign: 1 | -1 = 1): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const polygon of polygons) for (const [, row] of polygon) lowest = Math.min(lowest, sign * row);
  return lowest;
}

interface ScanLines {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** Calls back for every span of a scan line that lies inside. */
function forEachSpan(
  polygons: readonly Polygon[],
  { first, last, step }: ScanLines,
  visit: (row: number, from: number, to: number) => void,
): void {
  const count = Math.max(0, Math.floor((last - first) / step + 1e-9) + 1);
  const crossings: number[][] = Array.from({ length: count }, () => []);
  for (const polygon of polygons) {
    polygon.forEach((corner, index) => {
      const next = polygon[(index + 1) % polygon.length]!;
      const [[x0, y0], [x1, y1]] = corner[1] < next[1] ? [corner, next] : [next, corner];
      const from = Math.max(0, Math.ceil((y0 - first) / step));
      const until = Math.min(count, Math.ceil((y1 - first) / step));
      for (let line = from; line < until; line++)
        crossings[line]!.push(x0 + ((first + line * step - y0) / (y1 - y0)) * (x1 - x0));
    });
  }
  crossings.forEach((xs, line) => {
    xs.sort((a, b) => a - b);
    for (let at = 0; at + 1 < xs.length; at += 2) visit(first + line * step, xs[at]!, xs[at + 1]!);
  });
}
