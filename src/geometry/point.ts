/**
 * A point or direction in a named space: `ijk` (column, row, slice; zero-based, voxel centres at integers) or `lps`
 * (DICOM patient millimetres: +x Left, +y Posterior, +z Superior; PS3.3 C.7.6.2.1.1). The brand is optional, so that
 * a plain literal fits while a point of another space does not.
 */
export type Point<Space extends "ijk" | "lps"> = readonly [number, number, number] & {
  readonly __space?: Space;
};

export type Vector<Space extends "ijk" | "lps"> = Point<Space>;

type Triple = readonly [number, number, number];

export function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross<Space extends "ijk" | "lps">(a: Point<Space>, b: Point<Space>): Point<Space> {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function subtract<Space extends "ijk" | "lps">(a: Point<Space>, b: Point<Space>): Point<Space> {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale<Space extends "ijk" | "lps">(a: Point<Space>, factor: number): Point<Space> {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function norm(a: Triple): number {
  return Math.hypot(a[0], a[1], a[2]);
}
