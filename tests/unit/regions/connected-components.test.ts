import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grid } from "../../../src/geometry/index.ts";
import { keepLargestComponent } from "../../../src/regions/index.ts";
import { cleanUp } from "../../../src/segmentation/plan/inference-plan.ts";
import { gridOf } from "../segmentation/plain-grid.ts";
import { exampleWith } from "../segmentation/pointwise-models.ts";

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

describe("cleanUp", () => {
  /** Rows of one slice, a digit a voxel, as pixels of 2 x 2 x 2.5 mm: 0.01 ml each. */
  function clean(rows: readonly string[], ...postprocessing: object[]): string[] {
    const voxels = Uint8Array.from([...rows.join("")].map(Number));
    const columns = rows[0]!.length;
    const grid: Grid = { ...gridOf([columns, rows.length, 1]), spacingMm: [2, 2, 2.5] };
    cleanUp(voxels, grid, exampleWith({}, {}, { postprocessing }), 2);
    return rows.map((_, row) => [...voxels.subarray(row * columns, (row + 1) * columns)].join(""));
  }

  const remove = (smallerThanMl: number, values = [2]) => ({
    operation: "remove-small-components",
    values,
    smallerThanMl,
  });

  it("clears pieces smaller than a volume, and keeps one of just that volume", () => {
    const rows = ["2200200", "0000200", "1111202"];
    expect(clean(rows, remove(0.03))).toEqual(["0000200", "0000200", "1111200"]);
    expect(clean(rows, remove(0.02))).toEqual(["2200200", "0000200", "1111200"]);
    expect(clean(rows, remove(0.031))).toEqual(["0000000", "0000000", "1111000"]);
    // Taken together, the 1s hold on to the 2s.
    expect(clean(["1120", "0002"], remove(0.03, [1, 2]))).toEqual(["1120", "0000"]);
  });

  it("gives small pieces the value that they become", () => {
    expect(clean(["1121", "1111", "2222"], { ...remove(0.03), becomes: 1 })).toEqual([
      "1111",
      "1111",
      "2222",
    ]);
  });

  it("clears pieces that touch nothing of what they should, corners apart", () => {
    const rows = ["1120022", "1100000", "0022001"];
    const touching = { operation: "keep-touching", values: [2], touching: [1] };
    expect(clean(rows, touching)).toEqual(["1120000", "1100000", "0000001"]);
    // A piece that goes does not save its neighbour, whichever comes first.
    expect(clean(["2012", "0000", "2102"], touching)).toEqual(["0012", "0000", "2100"]);
  });

  it("fills what a value encloses, by edges of pixels, and leaves other values there", () => {
    const rows = ["1111100", "1000101", "1120111", "1111101"];
    const fill = { operation: "fill-holes", values: [1] };
    expect(clean(rows, fill)).toEqual(["1111100", "1111101", "1121111", "1111101"]);
  });

  it("works in the manifest's order", () => {
    const rows = ["1100122", "0000000"];
    const touching = { operation: "keep-touching", values: [2], touching: [1] };
    const largest = { operation: "keep-largest-component", values: [1] };
    expect(clean(rows, touching, largest)).toEqual(["1100022", "0000000"]);
    expect(clean(rows, largest, touching)).toEqual(["1100000", "0000000"]);
  });
});
