import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAutosegError } from "../../../src/errors.ts";
import { compareMasks, diceOf } from "../../../src/metrics/index.ts";
import { arbitraryMasks, draw } from "./masks.ts";

const nothing = draw([["....."], ["....."]]);
const bar = draw([["####."], ["....."]]);

describe("masks of which one or both are empty", () => {
  test.each([
    {
      name: "both",
      found: nothing,
      reference: nothing,
      dice: undefined,
      hd95: undefined,
      surfaceDice: undefined,
    },
    { name: "the found one", found: nothing, reference: bar, dice: 0, hd95: Infinity, surfaceDice: 0 },
    { name: "the reference", found: bar, reference: nothing, dice: 0, hd95: Infinity, surfaceDice: 0 },
  ])("$name", ({ name: _, found, reference, ...expected }) => {
    expect(compareMasks(found, reference, 1)).toMatchObject(expected);
    expect(diceOf(found, reference)).toBe(expected.dice);
  });
});

test("a bar that lies one voxel off", () => {
  const moved = draw([[".####"], ["....."]]);
  // Of the four voxels of each bar, three lie on the other; the ends are one voxel away from it.
  expect(compareMasks(moved, bar, 0.5)).toEqual({
    foundVoxels: 4,
    referenceVoxels: 4,
    commonVoxels: 3,
    dice: 0.75,
    hd95: expect.closeTo(0.85, 6),
    surfaceDice: 0.75,
  });
  expect(compareMasks(moved, bar, 1).surfaceDice).toBe(1);
});

test.each([
  { axis: 0, spacingMm: [2, 3, 5] as const, expected: 2 },
  { axis: 1, spacingMm: [2, 3, 5] as const, expected: 3 },
  { axis: 2, spacingMm: [2, 3, 5] as const, expected: 5 },
])(
  "a voxel that lies one off along axis $axis is that axis' spacing away",
  ({ axis, spacingMm, expected }) => {
    const first = draw(
      [
        ["#.", ".."],
        ["..", ".."],
      ],
      spacingMm,
    );
    const other = { ...first, voxels: new Uint8Array(8) };
    other.voxels[2 ** axis] = 1;
    const { hd95, surfaceDice } = compareMasks(first, other, expected);
    expect(hd95).toBeCloseTo(expected, 5);
    expect(surfaceDice).toBe(1);
    expect(compareMasks(first, other, expected * 0.99).surfaceDice).toBe(0);
  },
);

test("a single slice has an outline, not a face on either side", () => {
  const square = draw([[".....", ".###.", ".###.", ".###.", "....."]]);
  const withHole = draw([[".....", ".###.", ".#.#.", ".###.", "....."]]);
  // The hole makes its four face neighbours surface, which they were already.
  expect(compareMasks(square, withHole, 0)).toMatchObject({ hd95: 0, surfaceDice: 1 });
});

test("the order does not matter, and a mask agrees with itself wholly", () => {
  fc.assert(
    fc.property(arbitraryMasks, ([a, b]) => {
      const [there, back] = [compareMasks(a, b, 1), compareMasks(b, a, 1)];
      expect([there.dice, there.hd95, there.surfaceDice]).toEqual([back.dice, back.hd95, back.surfaceDice]);
      if (a.voxels.some(Boolean))
        expect(compareMasks(a, a, 0)).toMatchObject({ dice: 1, hd95: 0, surfaceDice: 1 });
    }),
  );
});

test("masks on other grids are refused", () => {
  const other = { grid: { ...bar.grid, spacingMm: [1, 1, 2] as const }, voxels: bar.voxels };
  expect(() => compareMasks(bar, other, 1)).toThrow("Only masks on the same grid");
  try {
    diceOf(bar, { grid: bar.grid, voxels: new Uint8Array(3) });
    expect.unreachable();
  } catch (error) {
    expect(isAutosegError(error, "invalid-geometry")).toBe(true);
  }
});
