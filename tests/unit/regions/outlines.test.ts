import fc from "fast-check";
import { expect, test } from "vitest";
import { joinHoles, type Outline, outlineArea, traceOutlines } from "../../../src/regions/outlines.ts";

const masks = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([columns, rows]) =>
    fc.record({
      size: fc.constant([columns, rows] as const),
      pixels: fc.array(fc.boolean(), { minLength: columns * rows, maxLength: columns * rows }),
    }),
  );

/** Whether a point is inside polygons by the even-odd rule, as programs fill contours. */
function isFilled(outlines: readonly Outline[], x: number, y: number): boolean {
  let crossings = 0;
  for (const outline of outlines) {
    outline.forEach(([ax, ay], index) => {
      const [bx, by] = outline[(index + 1) % outline.length]!;
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) crossings++;
    });
  }
  return crossings % 2 === 1;
}

test("contours of any mask, its holes joined to them, enclose its area and are filled to the same mask", () => {
  fc.assert(
    fc.property(masks, ({ size: [columns, rows], pixels }) => {
      const isInside = (x: number, y: number) =>
        x >= 0 && y >= 0 && x < columns && y < rows && pixels[x + columns * y]!;
      const joined = joinHoles(traceOutlines(isInside, [columns, rows]));
      const area = joined.reduce((sum, outline) => sum + outlineArea(outline), 0);
      expect(area).toBe(pixels.filter(Boolean).length);
      for (const outline of joined) expect(outlineArea(outline)).toBeGreaterThan(0);
      for (let y = 0; y < rows; y++)
        for (let x = 0; x < columns; x++)
          // Off the middle, where channels between rows run.
          expect(isFilled(joined, x + 0.5, y + 0.25)).toBe(isInside(x, y));
    }),
    { numRuns: 300 },
  );
});

test("straight edges have no corners in between", () => {
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < 4 && y < 3;
  expect(traceOutlines(isInside, [4, 3])).toEqual([
    [
      [4, 0],
      [4, 3],
      [0, 3],
      [0, 0],
    ],
  ]);
});
