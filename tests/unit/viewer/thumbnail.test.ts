import { expect, test } from "vitest";
import { toThumbnail } from "../../../src/viewer/thumbnail.ts";

test("a thumbnail has square pixels, whatever the slice's are, and goes from black to white", () => {
  const [columns, rows] = [256, 32];
  const values = Int16Array.from({ length: columns * rows }, (_, n) => (n % columns) - 1000);
  const { width, height, pixels } = toThumbnail({ columns, rows, spacingMm: [0.5, 2], values });
  expect([width, height]).toEqual([128, 64]);
  const grey = (x: number, y: number) => pixels[4 * (x + width * y)];
  expect([grey(0, 0), grey(127, 63)]).toEqual([0, 255]);
  expect(grey(64, 32)).toBeGreaterThan(110);
  expect(grey(64, 32)).toBeLessThan(145);
  expect([...pixels].filter((_, n) => n % 4 === 3).every((opacity) => opacity === 255)).toBe(true);
});

test("a slice of one value is black", () => {
  const { pixels } = toThumbnail({
    columns: 4,
    rows: 4,
    spacingMm: [1, 1],
    values: new Int16Array(16).fill(7),
  });
  expect(Math.max(...pixels.filter((_, n) => n % 4 < 3))).toBe(0);
});
