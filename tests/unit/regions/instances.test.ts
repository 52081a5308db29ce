import { describe, expect, it } from "vitest";
import { findInstances } from "../../../src/regions/index.ts";

const spacingMm = [1, 1, 2] as const;

/** Balls of a radius in mm. */
function balls(
  size: readonly [number, number, number],
  ...centres: readonly (readonly [number, number, number, number])[]
) {
  return Uint8Array.from({ length: size[0] * size[1] * size[2] }, (_, n) => {
    const ijk = [n % size[0], Math.floor(n / size[0]) % size[1], Math.floor(n / (size[0] * size[1]))];
    return Number(
      centres.some(
        ([x, y, z, radius]) => Math.hypot(ijk[0]! - x, ijk[1]! - y, (ijk[2]! - z) * spacingMm[2]) <= radius,
      ),
    );
  });
}

describe("findInstances", () => {
  const size = [40, 24, 12] as const;
  const touching = balls(size, [10, 12, 6, 7], [22, 12, 6, 7], [34, 12, 6, 3]);
  const grid = { size, spacingMm };

  it("are connected parts, or one, where nothing is to be split", () => {
    expect(findInstances(touching, grid, 26).count).toBe(2);
    expect(findInstances(touching, grid, 26, "one").count).toBe(1);
  });

  it("that touch are split where they are narrow, and numbered by their first voxels", () => {
    const found = findInstances(touching, grid, 26, { splitDepthMm: 1.5 });
    expect(found.count).toBe(3);
    const at = (i: number) => found.partAt(i + 40 * (12 + 24 * 6));
    expect(new Set([at(10), at(22), at(34)])).toEqual(new Set([1, 2, 3]));
    expect(at(13)).toBe(at(10));
    expect(at(19)).toBe(at(22));
    const voxels = touching.reduce((sum, value) => sum + value, 0);
    expect(found.sizes.reduce((sum, value) => sum + value, 0)).toBe(voxels);
    const firsts: number[] = [];
    found.forEachRun(({ part, first }) => {
      firsts[part] ??= first;
    });
    expect(firsts.slice(1)).toEqual([...firsts.slice(1)].sort((a, b) => a - b));
  });

  it("are not split where the waist is not narrow enough, nor into pieces that are too small", () => {
    expect(findInstances(touching, grid, 26, { splitDepthMm: 4 }).count).toBe(2);
    const bump = balls(size, [14, 12, 6, 8], [24, 12, 6, 3.5]);
    expect(findInstances(bump, grid, 26, { splitDepthMm: 0.5 }).count).toBe(2);
    expect(findInstances(bump, grid, 26, { splitDepthMm: 0.5, smallestMl: 0.3 }).count).toBe(1);
  });

  it("of one slice are split within it", () => {
    const flat = balls([40, 24, 1], [10, 12, 0, 7], [22, 12, 0, 7]);
    const slice = { size: [40, 24, 1], spacingMm: [1, 1, 0.5] } as const;
    expect(findInstances(flat, slice, 26, { splitDepthMm: 1.5 }).count).toBe(2);
  });

  it("are the same in an empty mask", () => {
    expect(
      findInstances(new Uint8Array(8), { size: [2, 2, 2], spacingMm }, 26, { splitDepthMm: 1 }).count,
    ).toBe(0);
  });
});
