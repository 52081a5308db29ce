import fc from "fast-check";
import { expect, test } from "vitest";
import { toScaleBar } from "../../../src/tools/scale-bar.ts";

test.each([
  // Pixels a millimetre, longest, millimetres.
  [1, 100, 100],
  [1, 99, 50],
  [2.5, 100, 20],
  [0.1, 100, 1000],
  [20, 100, 5],
  [400, 100, 0.2],
  [1 / 3, 1000 / 3, 1000],
])("with %d pixels a millimetre and %d at most it is %d mm long", (pixelsPerMm, longest, mm) => {
  const bar = toScaleBar(pixelsPerMm, longest)!;
  expect(bar.lengthMm).toBeCloseTo(mm, 9);
  expect(bar.lengthPixels).toBeCloseTo(mm * pixelsPerMm, 9);
});

test("it is exact, fits, and is never shorter than two fifths of the room", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.integer({ min: 20, max: 2000 }),
      (scale, room) => {
        const { lengthMm, lengthPixels } = toScaleBar(scale, room)!;
        expect(lengthPixels).toBeCloseTo(lengthMm * scale, 9);
        expect(lengthPixels).toBeLessThanOrEqual(room * (1 + 1e-8));
        expect(lengthPixels).toBeGreaterThanOrEqual(room * 0.4 * (1 - 1e-8));
      },
    ),
  );
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  "there is none with %d pixels a millimetre",
  (scale) => expect(toScaleBar(scale, 100)).toBeUndefined(),
);
