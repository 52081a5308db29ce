import fc from "fast-check";
import type { Mask } from "../../../src/regions/mask.ts";

/** A mask drawn with characters: slices of rows, "#" belongs. */
export function draw(
  slices: readonly (readonly string[])[],
  spacingMm: Mask["grid"]["spacingMm"] = [1, 1, 1],
): Mask {
  const rows = slices[0]!;
  return {
    grid: { size: [rows[0]!.length, rows.length, slices.length], spacingMm },
    voxels: Uint8Array.from(slices.flat().join(""), (character) => (character === "#" ? 1 : 0)),
  };
}

const spacing = fc.double({ min: 0.3, max: 6, noNaN: true });
const length = fc.integer({ min: 1, max: 8 });

/** Two masks on one grid with unequal spacings, either of which may be empty. */
export const arbitraryMasks: fc.Arbitrary<readonly [Mask, Mask]> = fc
  .tuple(fc.tuple(length, length, length), fc.tuple(spacing, spacing, spacing))
  .chain(([size, spacingMm]) => {
    const count = size[0] * size[1] * size[2];
    const voxels = fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count })
      .map((values) => Uint8Array.from(values, (value) => (value === 0 ? 1 : 0)));
    return fc.tuple(voxels, voxels).map(
      ([a, b]) =>
        [
          { grid: { size, spacingMm }, voxels: a },
          { grid: { size, spacingMm }, voxels: b },
        ] as const,
    );
  });

/** Centres of the voxels that belong, in the unit of the spacing. */
export function pointsOf({ grid, voxels }: Mask): [number, number, number][] {
  const points: [number, number, number][] = [];
  for (const [index, value] of voxels.entries()) if (value) points.push(pointAt(grid, index));
  return points;
}

export function pointAt({ size, spacingMm }: Mask["grid"], index: number): [number, number, number] {
  return [
    (index % size[0]) * spacingMm[0],
    (Math.floor(index / size[0]) % size[1]) * spacingMm[1],
    Math.floor(index / (size[0] * size[1])) * spacingMm[2],
  ];
}
