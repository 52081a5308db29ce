/** A point on a slice: fractional grid indices along its two axes, the lower axis first. */
export type PlanePoint = readonly [a: number, b: number];

/** A rectangle on a slice: half-open ranges of indices along its two axes. */
export interface PlaneBox {
  readonly from: PlanePoint;
  readonly to: PlanePoint;
}

/**
 * The voxels of a slice whose centres lie inside closed polygons by the even-odd rule: a polygon within another is a hole.
 * A centre exactly on an edge belongs to the polygon towards higher indices, so that polygons that share an edge neither
 * share voxels nor leave any out. The last point is joined to the first.
 * @returns 1 inside and 0 outside for the voxels of `box`, the first axis fastest.
 */
export function fillPolygons(polygons: readonly (readonly PlanePoint[])[], box: PlaneBox): Uint8Array {
  const width = Math.max(0, box.to[0] - box.from[0]);
  const height = Math.max(0, box.to[1] - box.from[1]);
  const mask = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const crossings = findCrossings(polygons, box.from[1] + row);
    for (let n = 0; n + 1 < crossings.length; n += 2) {
      const first = Math.max(0, Math.ceil(crossings[n]! - box.from[0]));
      const end = Math.min(width, Math.ceil(crossings[n + 1]! - box.from[0]));
      if (first < end) mask.fill(1, row * width + first, row * width + end);
    }
  }
  return mask;
}

/** Where the polygons' edges cross the line at `b`, in ascending order; there is always an even number. */
function findCrossings(polygons: readonly (readonly PlanePoint[])[], b: number): number[] {
  const crossings: number[] = [];
  for (const points of polygons) {
    let last = points.at(-1);
    if (!last) continue;
    for (const point of points) {
      if (last[1] <= b !== point[1] <= b)
        crossings.push(last[0] + ((b - last[1]) / (point[1] - last[1])) * (point[0] - last[0]));
      last = point;
    }
  }
  return crossings.sort((x, y) => x - y);
}

/** The rectangle of voxels that polygons can contain. */
export function polygonBox(polygons: readonly (readonly PlanePoint[])[], size: PlanePoint): PlaneBox {
  const points = polygons.flat();
  const range = (axis: 0 | 1): [number, number] => {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const point of points) {
      if (point[axis] < lowest) lowest = point[axis];
      if (point[axis] > highest) highest = point[axis];
    }
    return [Math.max(0, Math.ceil(lowest)), Math.min(size[axis], Math.floor(highest) + 1)];
  };
  const [[a0, a1], [b0, b1]] = [range(0), range(1)];
  return a0 < a1 && b0 < b1 ? { from: [a0, b0], to: [a1, b1] } : { from: [0, 0], to: [0, 0] };
}
