import fc from "fast-check";
import { expect, test } from "vitest";
import { createSliceBlend } from "../../../src/segmentation/plan/slice-blend.ts";

test("a slice between two others is their weighted sum in double precision, rounded once, of any length and type", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 3, 4095, 4096, 4097, 9000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 1000 })),
      (length, far, [isWhole, seed]) => {
        const at = (n: number) => ((n * 7919 * seed) % 65_521) / (isWhole ? 1 : 97);
        const slice = (shift: number) => {
          const values = Array.from({ length }, (_, n) => at(n + shift));
          return isWhole ? Uint16Array.from(values) : Float32Array.from(values);
        };
        const [below, above] = [slice(0), slice(31)];
        const found = new Float32Array(length);
        createSliceBlend()(below, above, [1 - far, far], found);
        expect(found).toEqual(Float32Array.from(below, (value, n) => value * (1 - far) + above[n]! * far));
      },
    ),
    { numRuns: 40 },
  );
});
