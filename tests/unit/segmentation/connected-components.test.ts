import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grid } from "../../../src/geometry/index.ts";
import { keepLargestComponent } from "../../../src/segmentation/index.ts";

function gridOf(size: Grid["size"]): Grid {
  return {
    size,
    spacingMm: [1, 1, 1],
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}

/** Components by joining neighbours until nothing changes: slow and plain. */
function componentsOf(
  voxels: Uint8Array,
  [columns, rows, slices]: Grid["size"],
  values: readonly number[],
): number[] {
  const ids = Array.from(voxels, (value, index) => (values.includes(value) ? index : -1));
  for (let changed = true; changed; ) {
    changed = false;
    for (let k = 0; k < slices; k++) {
      for (let j = 0; j < rows; j++) {
        for (let i = 0; i < columns; i++) {
          const a = i + columns * (j + rows * k);
          const neighbours = [
            i + 1 < columns ? a + 1 : a,
            j + 1 < rows ? a + columns : a,
            k + 1 < slices ? a + columns * rows : a,
          ];
          for (const b of neighbours) {
            if (ids[a]! < 0 || ids[b]! < 0 || ids[a] === ids[b]) continue;
            ids[a] = ids[b] = Math.min(ids[a]!, ids[b]!);
            changed = true;
          }
        }
      }
    }
  }
  return ids;
}

describe("keepLargestComponent", () => {
  it("keeps a tumour inside the liver and leaves other segments alone", () => {
    const voxels = Uint8Array.of(1, 2, 1, 0, 2, 0, 3);
    expect(keepLargestComponent(voxels, gridOf([7, 1, 1]), [1, 2])).toBe(1);
    expect([...voxels]).toEqual([1, 2, 1, 0, 0, 0, 3]);
  });

  it("does not join diagonals or the end of one row to the start of the next", () => {
    const diagonal = Uint8Array.of(1, 0, 0, 1);
    expect(keepLargestComponent(diagonal, gridOf([2, 2, 1]), [1])).toBe(1);
    const wrapped = Uint8Array.of(0, 1, 1, 1, 0, 0);
    keepLargestComponent(wrapped, gridOf([3, 2, 1]), [1]);
    expect([...wrapped]).toEqual([0, 1, 1, 0, 0, 0]);
  });

  it("leaves an empty map empty", () => {
    expect(keepLargestComponent(new Uint8Array(8), gridOf([2, 2, 2]), [1])).toBe(0);
  });

  it("keeps what a plain implementation finds to be the largest", () => {
    fc.assert(
      fc.property(
        fc
          .tuple(
            fc.integer({ min: 1, max: 5 }),
            fc.integer({ min: 1, max: 4 }),
            fc.integer({ min: 1, max: 4 }),
          )
          .chain((size) =>
            fc.record({
              size: fc.constant(size),
              voxels: fc.uint8Array({
                max: 3,
                minLength: size[0] * size[1] * size[2],
                maxLength: size[0] * size[1] * size[2],
              }),
            }),
          ),
        ({ size, voxels }) => {
          const ids = componentsOf(voxels, size, [1, 2]);
          const counts = new Map<number, number>();
          for (const id of ids) if (id >= 0) counts.set(id, (counts.get(id) ?? 0) + 1);
          const most = Math.max(0, ...counts.values());
          const largest = Math.min(...[...counts].filter(([, count]) => count === most).map(([id]) => id));
          const expected = voxels.map((value, index) =>
            ids[index]! >= 0 && ids[index] !== largest ? 0 : value,
          );
          keepLargestComponent(voxels, gridOf(size), [1, 2]);
          expect(voxels).toEqual(expected);
        },
      ),
    );
  });
});
