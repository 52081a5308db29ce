import fc from "fast-check";
import { expect, it } from "vitest";
import { createGrid, ijkToLps, lpsToIjk } from "../../../src/geometry/index.ts";
import { createNearestVoxels } from "../../../src/volume/index.ts";

const size = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
);
const shift = fc.constantFrom(-3, -1, 0, 1, 2, 0.3, 0.004, 2.6);

it("finds the nearest voxels of grids that coincide, are shifted or differ in spacing", () => {
  fc.assert(
    fc.property(
      ...[size, size, fc.tuple(shift, shift, shift), fc.double({ min: 0, max: 6, noNaN: true })],
      fc.constantFrom(1, 1, 0.71, 1.0001),
      (fromSize, toSize, [x, y, z], angle, scale) => {
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        const to = createGrid({
          size: toSize,
          spacingMm: [0.7, 0.8, 2.5],
          originLps: [-120, 33, 400],
          directionsLps: [
            [cosine, sine, 0],
            [-sine, cosine, 0],
            [0, 0, 1],
          ],
        });
        const spacingMm = [0.7 * scale, 0.8, 2.5 * scale] as const;
        const from = createGrid({ ...to, size: fromSize, spacingMm, originLps: ijkToLps(to, [x, y, z]) });
        const nearest = createNearestVoxels(from, to);
        for (let k = -1; k <= fromSize[2]; k++)
          for (let j = -1; j <= fromSize[1]; j++) {
            const found = [...nearest(0, j, k, fromSize[0]).subarray(0, fromSize[0])];
            const expected = found.map((_, i) => {
              const at = lpsToIjk(to, ijkToLps(from, [i, j, k])).map(Math.round);
              const isInside = at.every((index, axis) => index >= 0 && index < toSize[axis]!);
              return isInside ? at[0]! + toSize[0] * (at[1]! + toSize[1] * at[2]!) : -1;
            });
            expect(found).toEqual(expected);
          }
      },
    ),
    { numRuns: 300 },
  );
});
