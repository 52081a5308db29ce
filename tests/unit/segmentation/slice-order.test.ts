import fc from "fast-check";
import { expect, it } from "vitest";
import { outwardsFrom } from "../../../src/segmentation/slice-order.ts";

it.each([
  [0, 4, [0, 1, 2, 3]],
  [3, 4, [3, 2, 1, 0]],
  [1, 5, [1, 2, 0, 3, 4]],
  [-7, 3, [0, 1, 2]],
  [99, 3, [2, 1, 0]],
  [0, 1, [0]],
])("from %i of %i", (first, count, order) => {
  expect(outwardsFrom(first, count)).toEqual(order);
});

it("visits every slice once, never a farther one before a nearer one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(299), (count, wanted) => {
      const first = Math.min(wanted, count - 1);
      const order = outwardsFrom(first, count);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      const distances = order.map((slice) => Math.abs(slice - first));
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
    }),
  );
});
