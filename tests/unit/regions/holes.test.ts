import fc from "fast-check";
import { expect, it } from "vitest";
import { fillHoles, findHoles } from "../../../src/regions/holes.ts";
import { gridOf } from "../segmentation/plain-grid.ts";

/** By the definition, a step from neighbour to neighbour at a time. */
function fillSlowly(voxels: Uint8Array, [columns, rows, slices]: readonly number[], sliceAxis?: number) {
  const [size, strides] = [
    [columns!, rows!, slices!],
    [1, columns!, columns! * rows!],
  ];
  const axes = [0, 1, 2].filter((axis) => axis !== sliceAxis);
  const place = (at: number): number[] => size.map((count, axis) => Math.floor(at / strides[axis]!) % count);
  const isOut = Array.from(voxels, (value, at) => {
    const ijk = place(at);
    return value !== 1 && axes.some((axis) => ijk[axis] === 0 || ijk[axis] === size[axis]! - 1);
  });
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = 0; at < voxels.length; at++) {
      if (isOut[at] || voxels[at] === 1) continue;
      if (!axes.some((axis) => isOut[at - strides[axis]!] || isOut[at + strides[axis]!])) continue;
      isOut[at] = true;
      changed = true;
    }
  }
  return voxels.map((value, at) => (value === 0 && !isOut[at] ? 1 : value));
}

const anyLabels = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
  .chain((size) => {
    const count = size[0] * size[1] * size[2];
    const value = fc.constantFrom(0, 0, 1, 1, 1, 2);
    return fc.tuple(fc.constant(size), fc.array(value, { minLength: count, maxLength: count }));
  });

it("finds what a mask encloses in three dimensions", () => {
  fc.assert(
    fc.property(anyLabels, ([size, values]) => {
      const mask = Uint8Array.from(values, (value) => Number(value === 1));
      const filled = fillSlowly(mask, size);
      expect(findHoles(mask, size)).toEqual(filled.map((value, at) => value - mask[at]!));
    }),
    { numRuns: 500 },
  );
});

it("fills just the background that has no way out of its slice, across every axis", () => {
  fc.assert(
    fc.property(
      anyLabels,
      fc.constantFrom(0 as const, 1 as const, 2 as const),
      ([size, values], sliceAxis) => {
        const voxels = Uint8Array.from(values);
        const expected = fillSlowly(voxels, size, sliceAxis);
        const filled = fillHoles(voxels, gridOf(size), 1, sliceAxis);
        expect(voxels).toEqual(expected);
        expect(filled).toBe(values.filter((value, at) => value !== expected[at]).length);
      },
    ),
    { numRuns: 500 },
  );
});
