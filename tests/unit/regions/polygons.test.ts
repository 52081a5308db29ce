import fc from "fast-check";
import { expect, it } from "vitest";
import { fillPolygons, type Polygon, polygonArea } from "../../../src/regions/index.ts";

const size = [40, 30] as const;

function filled(polygons: readonly Polygon[]): Set<number> {
  const voxels = new Set<number>();
  fillPolygons(polygons, size, (row, start, end) => {
    for (let column = start; column < end; column++) voxels.add(column + size[0] * row);
  });
  return voxels;
}

/** Whether a point lies in an odd number of polygons, by the crossings of a ray to the right. */
function isInside(polygons: readonly Polygon[], x: number, y: number): boolean {
  let crossings = 0;
  for (const polygon of polygons)
    polygon.forEach((from, index) => {
      const to = polygon[(index + 1) % polygon.length]!;
      // Upwards, so that both round alike.
      const [[x0, y0], [x1, y1]] = from[1] < to[1] ? [from, to] : [to, from];
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) crossings++;
    });
  return crossings % 2 === 1;
}

const corner = fc.tuple(
  fc.double({ min: -5, max: 45, noNaN: true }),
  fc.double({ min: -5, max: 35, noNaN: true }),
);
const polygons = fc.array(fc.array(corner, { minLength: 3, maxLength: 9 }), { minLength: 1, maxLength: 4 });

it("are the voxels whose centres lie in an odd number of polygons", () => {
  fc.assert(
    fc.property(polygons, (given) => {
      const found = filled(given);
      const expected = new Set<number>();
      for (let y = 0; y < size[1]; y++)
        for (let x = 0; x < size[0]; x++) if (isInside(given, x, y)) expected.add(x + size[0] * y);
      expect(found).toEqual(expected);
    }),
  );
});

it("measures what is enclosed, however small", () => {
  const circle = (radius: number): Polygon =>
    Array.from({ length: 360 }, (_, degree) => [
      20 + radius * Math.cos((degree * Math.PI) / 180),
      15 + radius * Math.sin((degree * Math.PI) / 180),
    ]);
  for (const radius of [0.1, 1, 9])
    expect(polygonArea([circle(radius)]) / (Math.PI * radius ** 2)).toBeCloseTo(1, 1);
  expect(polygonArea([circle(9), circle(5)])).toBeCloseTo(Math.PI * (81 - 25), 0);
  expect(
    polygonArea([
      [
        [1, 1],
        [4, 1],
        [2, 1],
      ],
    ]),
  ).toBe(0);
});
