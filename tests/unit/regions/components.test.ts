import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findComponents, labelBoxes } from "../../../src/regions/index.ts";
import { anyTarget } from "../editing/targets.ts";

describe("connected parts", () => {
  it.each([6, 26] as const)(
    "are the same as by walking from voxel to voxel (%i neighbours)",
    (connectivity) => {
      fc.assert(
        fc.property(anyTarget, ({ grid, labels }) => {
          const mask = labels.values.map((label) => (label === 1 || label === 2 ? 1 : 0));
          const [columns, rows, slices] = grid.size;
          const expected = new Int32Array(mask.length);
          let count = 0;
          const walk = (n: number): void => {
            const [i, j, k] = [n % columns, Math.floor(n / columns) % rows, Math.floor(n / (columns * rows))];
            for (let dk = -1; dk <= 1; dk++)
              for (let dj = -1; dj <= 1; dj++)
                for (let di = -1; di <= 1; di++) {
                  if (connectivity === 6 && Math.abs(di) + Math.abs(dj) + Math.abs(dk) !== 1) continue;
                  const [x, y, z] = [i + di, j + dj, k + dk];
                  if (x < 0 || y < 0 || z < 0 || x >= columns || y >= rows || z >= slices) continue;
                  const m = x + columns * (y + rows * z);
                  if (!mask[m] || expected[m]) continue;
                  expected[m] = count;
                  walk(m);
                }
          };
          for (let n = 0; n < mask.length; n++) {
            if (!mask[n] || expected[n]) continue;
            expected[n] = ++count;
            walk(n);
          }
          const { numbers, sizes } = findComponents(mask, grid.size, connectivity);
          expect(numbers).toEqual(expected);
          expect(sizes.length).toBe(count + 1);
          for (let part = 1; part <= count; part++)
            expect(sizes[part]).toBe(expected.filter((number) => number === part).length);
          // The same labels in a map that has others, and in one of two bytes.
          for (const values of [labels.values, Uint16Array.from(labels.values)])
            expect(findComponents(values, grid.size, connectivity, [1, 2]).numbers).toEqual(expected);
        }),
      );
    },
  );

  it("know their boxes, what lies at a place, and which is the largest", () => {
    fc.assert(
      fc.property(anyTarget, ({ grid, labels }) => {
        const parts = findComponents(labels.values, grid.size, 26, [1]);
        const { numbers } = parts;
        for (const [offset, number] of numbers.entries()) expect(parts.partAt(offset)).toBe(number);
        const boxes = labelBoxes({ box: labels.box, values: Uint16Array.from(numbers) });
        for (let part = 1; part <= parts.count; part++) expect(parts.box(part)).toEqual(boxes.get(part));
        const sizes = [...parts.sizes];
        expect(parts.largest).toBe(parts.count === 0 ? 0 : sizes.indexOf(Math.max(...sizes)));
        expect(parts.asOne().numbers).toEqual(numbers.map((number) => Number(number > 0)));
      }),
    );
  });

  it("take memory with the runs alone, until every voxel's number is asked for", () => {
    const size = [64, 64, 64] as const;
    const mask = new Uint8Array(64 ** 3).fill(1);
    let visited = 0;
    const parts = findComponents(mask, size, 6);
    parts.forEachRun(({ first, end }) => {
      visited++;
      expect(end - first).toBe(64);
    });
    expect(visited).toBe(64 * 64);
  });
});
