import fc from "fast-check";
import { createGrid, cross, type Grid, norm, scale, type Vector } from "../../../src/geometry/index.ts";

const spacing = fc.double({ min: 0.2, max: 10, noNaN: true });
const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });

/** Grids of every orientation, with unequal spacings, right- and left-handed. */
export const arbitraryGrid: fc.Arbitrary<Grid> = fc
  .record({
    size: fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    ),
    spacingMm: fc.tuple(spacing, spacing, spacing),
    originLps: fc.tuple(coordinate, coordinate, coordinate),
    angles: fc.tuple(angle, angle, angle),
    leftHanded: fc.boolean(),
  })
  .map(({ size, spacingMm, originLps, angles, leftHanded }) =>
    createGrid({ size, spacingMm, originLps, directionsLps: rotated(angles, leftHanded) }),
  );

function rotated([a, b, c]: [number, number, number], leftHanded: boolean): Grid["directionsLps"] {
  const i: Vector<"lps"> = [Math.cos(a) * Math.cos(b), Math.sin(a) * Math.cos(b), -Math.sin(b)];
  const across: Vector<"lps"> = [-Math.sin(a), Math.cos(a), 0];
  const up = cross(i, across);
  const j = unit([
    across[0] * Math.cos(c) + up[0] * Math.sin(c),
    across[1] * Math.cos(c) + up[1] * Math.sin(c),
    across[2] * Math.cos(c) + up[2] * Math.sin(c),
  ]);
  const k = unit(cross(i, j));
  return [unit(i), j, leftHanded ? scale(k, -1) : k];
}

function unit(vector: Vector<"lps">): Vector<"lps"> {
  return scale(vector, 1 / norm(vector));
}
