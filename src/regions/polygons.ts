/** A closed polygon on a slice: column and row of each corner, in voxels; a voxel's centre lies at the integer. */
export type Polygon = readonly (readonly [column: number, row: number])[];

/**
 * The voxels whose centres closed polygons enclose together, by the even-odd rule: what lies in two of them is outside, so
 * that nested contours are holes, and a channel that leads to a hole and back (keyhole) encloses nothing. Of a centre on an
 * edge the lower side counts as inside, so that polygons side by side share none.
 * @param addRun is called with columns `start` up to, but not including, `end` of a row, rows ascending; nothing beyond the
 * slice is.
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

/** Scan lines that an area is measured on: so many in a row of voxels, and no fewer over the whole height. */
const [linesPerRow, fewestLines] = [4, 16];

/** The area that polygons enclose by the even-odd rule, in voxels; within a hundredth or so. */
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

/** The least row of all corners; with `sign` -1 that of the slice turned upside down. */
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

/** Every stretch of each scan line that lies inside. */
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
