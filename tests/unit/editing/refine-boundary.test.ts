import { describe, expect, it } from "vitest";
import { computeChanges, type EditLimits, type EditTarget, writeRuns } from "../../../src/editing/index.ts";
import type { RefineBoundaryOperation } from "../../../src/editing/operations/refine-boundary.ts";
import { sliceBox, wholeBlock } from "../../../src/regions/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

const grid = straightGrid([24, 24, 3]);
const count = 24 * 24 * 3;
const columnOf = (n: number) => n % 24;

/** A bright block of columns 6 to 15; the segment is two columns too wide on the right, one too narrow on the left. */
function target(change: (n: number, label: number) => number = (_, label) => label): EditTarget {
  const labels = Uint8Array.from({ length: count }, (_, n) =>
    change(n, columnOf(n) >= 7 && columnOf(n) < 18 && rowOf(n) >= 4 && rowOf(n) < 20 ? 1 : 0),
  );
  const image = Float32Array.from({ length: count }, (_, n) =>
    columnOf(n) >= 6 && columnOf(n) < 16 && rowOf(n) >= 4 && rowOf(n) < 20 ? 200 + (n % 7) : 100 + (n % 5),
  );
  return { grid, labels: wholeBlock(grid, labels), image: wholeBlock(grid, image) };
}

function rowOf(n: number): number {
  return Math.floor(n / 24) % 24;
}

/** Columns 16 to 21 beside the bright block. */
const isBeside = (n: number) => columnOf(n) >= 16 && columnOf(n) < 22 && rowOf(n) >= 4 && rowOf(n) < 20;

function refine(
  from: EditTarget,
  change: Partial<RefineBoundaryOperation> = {},
  limits: EditLimits = {},
): Uint8Array {
  const labels = from.labels.values.slice();
  const operation = { kind: "refine-boundary", segmentNumbers: [1], reachMm: 4, ...change } as const;
  writeRuns(labels, computeChanges(from, operation, limits));
  return labels;
}

/** Columns of the segment in a row of a slice. */
function columns(labels: Uint8Array, row = 12, slice = 1): [first: number, last: number] {
  const found = [...Array(24).keys()].filter((i) => labels[i + 24 * (row + 24 * slice)] === 1);
  return [found[0]!, found.at(-1)!];
}

describe("refine-boundary", () => {
  it("moves the boundary to the edge of the image, in three dimensions and on one slice", () => {
    expect(columns(refine(target()))).toEqual([6, 15]);
    const box = sliceBox(grid, 2, 1);
    const onSlice = refine(target(), {}, { box });
    expect(columns(onSlice)).toEqual([6, 15]);
    expect(columns(onSlice, 12, 0)).toEqual([7, 17]);
  });

  it("moves it by the reach at most", () => {
    const wide = target((n, label) => (label === 1 || !isBeside(n) ? label : 1));
    const changed = refine(wide, { reachMm: 2 });
    const right = [...wide.labels.values.keys()].filter(
      (n) => changed[n] !== wide.labels.values[n] && columnOf(n) > 12 && rowOf(n) > 7 && rowOf(n) < 16,
    );
    expect(right.length).toBeGreaterThan(0);
    expect(Math.min(...right.map(columnOf))).toBeGreaterThanOrEqual(19);
  });

  it("leaves locked segments and what a person has painted as they are", () => {
    const kept = Uint8Array.from({ length: count }, (_, n) => (columnOf(n) >= 16 ? 1 : 0));
    expect(columns(refine(target(), { kept: wholeBlock(grid, kept) }))).toEqual([6, 17]);
    const beside = target((n, label) => (columnOf(n) === 6 ? 2 : label));
    const labels = refine(beside, {}, { locked: [2] });
    expect(columns(labels)).toEqual([7, 15]);
    expect(labels.filter((label) => label === 2)).toHaveLength(24 * 3);
  });

  it("refines several segments against each other", () => {
    const two = target((n, label) => (label === 1 && columnOf(n) >= 12 ? 2 : label));
    const labels = refine(two, { segmentNumbers: [1, 2] });
    expect(new Set(labels)).toEqual(new Set([0, 1, 2]));
    expect([...labels].filter((label, n) => label === 2 && columnOf(n) >= 16)).toEqual([]);
  });

  it("refuses a reach that is none, and more voxels than fit into memory", () => {
    expect(() => refine(target(), { reachMm: 0 })).toThrow(/reachMm must be above 0 mm; found 0/);
    const wide = straightGrid([300, 300, 100]);
    const labels = new Uint8Array(300 * 300 * 100);
    labels[0] = labels[labels.length - 1] = 1;
    const large = { grid: wide, labels: wholeBlock(wide, labels), image: wholeBlock(wide, new Int16Array()) };
    expect(() => refine(large)).toThrow(/span 9000000 voxels; at most 8388608/);
  });
});
