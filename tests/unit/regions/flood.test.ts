import fc from "fast-check";
import { expect, it } from "vitest";
import { flood, type GridAxis } from "../../../src/regions/index.ts";
import { anyTarget } from "../editing/targets.ts";

const anyAxes = fc.subarray<GridAxis>([0, 1, 2]);

it("reaches what can be reached a face at a time, and visits no voxel more than its faces", () => {
  fc.assert(
    fc.property(
      anyTarget,
      anyAxes,
      fc.array(fc.nat(1000), { maxLength: 3 }),
      ({ grid, labels }, axes, places) => {
        const { size } = grid;
        const { values } = labels;
        const seeds = places.map((place) => place % values.length);
        const strides = [1, size[0], size[0] * size[1]];
        const expected = new Uint8Array(values.length);
        const walk = (n: number): void => {
          if (values[n] === 0 || expected[n]) return;
          expected[n] = 1;
          for (const axis of axes) {
            const at = Math.floor(n / strides[axis]!) % size[axis];
            if (at > 0) walk(n - strides[axis]!);
            if (at < size[axis] - 1) walk(n + strides[axis]!);
          }
        };
        for (const seed of seeds) walk(seed);
        let asked = 0;
        const marked = new Uint8Array(values.length);
        const box = flood(marked, {
          size,
          seeds,
          axes,
          accepts: (offset) => {
            asked++;
            return values[offset] !== 0;
          },
        });
        expect(marked).toEqual(expected);
        expect(asked).toBeLessThanOrEqual(8 * values.length + seeds.length);
        for (const [n, isIn] of marked.entries()) {
          if (!isIn) continue;
          [0, 1, 2].forEach((axis) => {
            const at = Math.floor(n / strides[axis]!) % size[axis]!;
            expect(at >= box.from[axis]! && at < box.to[axis]!).toBe(true);
          });
        }
      },
    ),
    { numRuns: 300 },
  );
});
