import { gunzipSync } from "fflate";
import { AutosegError } from "../errors.ts";
import { type Grid, ijkToLps, type Point } from "../geometry/index.ts";
import type { LabelMap16 } from "../volume/index.ts";

/** Bytes a value, and how it is read, by NIfTI's number of the type. */
const types: Readonly<Record<number, readonly [bytes: number, read: keyof DataView]>> = {
  2: [1, "getUint8"],
  4: [2, "getInt16"],
  8: [4, "getInt32"],
  16: [4, "getFloat32"],
  64: [8, "getFloat64"],
  256: [1, "getInt8"],
  512: [2, "getUint16"],
  768: [4, "getUint32"],
};

/** How far a voxel of the file may lie from one of the grid, in voxels. */
const sameVoxel = 0.1;

/** Labels of a NIfTI-1 file on a grid. */
type NiftiLabels = Pick<LabelMap16, "grid" | "voxels">;

/**
 * Reads labels from a NIfTI-1 file (.nii or .nii.gz, 3-D) whose voxels are those of a grid, in whatever order and
 * direction its axes run.
 * @throws AutosegError `invalid-argument` for a file that is no such label map, `invalid-geometry` for one of another grid.
 */
export function readNiftiLabels(bytes: Uint8Array, grid: Grid, fileName: string): NiftiLabels {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unpack(bytes, fileName) : bytes;
  const file = parseHeader(plain, fileName);
  const { start, steps } = placeGrid(file, grid, fileName);
  const voxels = new Uint16Array(grid.size[0] * grid.size[1] * grid.size[2]);
  let at = 0;
  for (let k = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      let from = start + j * steps[1] + k * steps[2];
      for (let i = 0; i < grid.size[0]; i++, from += steps[0], at++) {
        const value = file.valueAt(from);
        if (!Number.isInteger(value) || value < 0 || value > 65535)
          throw notLabels(
            fileName,
            `it holds the value ${value}, and labels are whole numbers from 0 to 65535`,
          );
        voxels[at] = value;
      }
    }
  }
  return { grid, voxels };
}

function notLabels(fileName: string, why: string, cause?: unknown): AutosegError {
  return new AutosegError(
    "invalid-argument",
    `${fileName} is not a label map in NIfTI-1: ${why}. Give a .nii or .nii.gz with one label a voxel.`,
    { argument: "reference" },
    { cause },
  );
}

function unpack(bytes: Uint8Array, fileName: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw notLabels(fileName, "its gzip stream is damaged", cause);
  }
}

/** A file's voxels, and where they lie: RAS millimetres of voxel (0, 0, 0) and from one to the next along each axis. */
interface NiftiFile {
  readonly size: readonly [number, number, number];
  readonly originRas: readonly number[];
  readonly stepsRas: readonly (readonly number[])[];
  valueAt(index: number): number;
}

function parseHeader(bytes: Uint8Array, fileName: string): NiftiFile {
  if (bytes.length < 352) throw notLabels(fileName, "it is shorter than a header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getInt32(0, true) === 348;
  if (!little && view.getInt32(0, false) !== 348)
    throw notLabels(fileName, "it does not begin with a header");
  const int16 = (at: number): number => view.getInt16(at, little);
  const float32 = (at: number): number => view.getFloat32(at, little);
  const size = [int16(42), int16(44), int16(46)] as [number, number, number];
  const others = Array.from({ length: Math.max(0, int16(40) - 3) }, (_, axis) => int16(48 + 2 * axis));
  if (int16(40) < 3 || size.some((count) => count < 1) || others.some((count) => count > 1))
    throw notLabels(fileName, `it has the dimensions ${[...size, ...others].join(" x ")}`);
  const type = types[int16(70)];
  if (!type) throw notLabels(fileName, `its data type ${int16(70)} is none of labels`);
  const offset = float32(108);
  if (bytes.length < offset + type[0] * size[0] * size[1] * size[2])
    throw notLabels(fileName, "it ends before its last voxel");
  const [slope, intercept] = float32(112) === 0 ? [1, 0] : [float32(112), float32(116)];
  const read = view[type[1]] as (at: number, little: boolean) => number;
  const rows = int16(254) > 0 ? sform(float32) : int16(252) > 0 ? qform(float32) : undefined;
  if (!rows)
    throw notLabels(fileName, "it does not say where its voxels lie (qform_code and sform_code are 0)");
  return {
    size,
    originRas: rows.map((row) => row[3]!),
    stepsRas: [0, 1, 2].map((axis) => rows.map((row) => row[axis]!)),
    valueAt: (index) => read.call(view, offset + type[0] * index, little) * slope + intercept,
  };
}

type Affine = readonly (readonly number[])[];

function sform(float32: (at: number) => number): Affine {
  return [280, 296, 312].map((at) => [0, 4, 8, 12].map((column) => float32(at + column)));
}

/** The rotation of a unit quaternion (NIfTI-1, method 2). */
function qform(float32: (at: number) => number): Affine {
  const [b, c, d] = [float32(256), float32(260), float32(264)];
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [x, y, z] = [float32(80), float32(84), float32(88) * (float32(76) < 0 ? -1 : 1)];
  return [
    [(a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * z, float32(268)],
    [2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * z, float32(272)],
    [2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - b * b - c * c) * z, float32(276)],
  ];
}

/** Where the grid's first voxel lies among the file's, and how far it is to the next along each axis of the grid. */
function placeGrid(file: NiftiFile, grid: Grid, fileName: string) {
  const toFile = (ijk: Point<"ijk">): number[] => {
    const [x, y, z] = ijkToLps(grid, ijk);
    const apart = [-x, -y, z].map((value, axis) => value - file.originRas[axis]!);
    return solve(file.stepsRas, apart);
  };
  const first = toFile([0, 0, 0]);
  const strides = [1, file.size[0], file.size[0] * file.size[1]];
  const indexOf = (place: readonly number[]): number =>
    place.reduce((sum, value, axis) => sum + Math.round(value) * strides[axis]!, 0);
  const ends = ([0, 1, 2] as const).map((axis) => {
    const ijk = [0, 0, 0].with(axis, grid.size[axis] - 1) as [number, number, number];
    return toFile(ijk);
  });
  const isWhole = [first, ...ends].every((place) =>
    place.every(
      (value, axis) =>
        Math.abs(value - Math.round(value)) <= sameVoxel &&
        Math.round(value) >= 0 &&
        Math.round(value) < file.size[axis]!,
    ),
  );
  const moved = ends.map((end) => end.map((value, axis) => Math.round(value) - Math.round(first[axis]!)));
  const isSame = moved.every(
    (way, axis) =>
      way.filter((step) => step !== 0).length <= 1 &&
      way.some((step) => Math.abs(step) === grid.size[axis]! - 1),
  );
  const count = (size: readonly number[]): number => size.reduce((product, n) => product * n, 1);
  if (!isWhole || !isSame || count(file.size) !== count(grid.size))
    throw new AutosegError(
      "invalid-geometry",
      `${fileName} has ${file.size.join(" x ")} voxels that are not the ${grid.size.join(" x ")} of the series. Give labels that were drawn on this series.`,
      {},
    );
  const start = indexOf(first);
  const steps = ends.map((end, axis) =>
    grid.size[axis] === 1 ? 0 : (indexOf(end) - start) / (grid.size[axis]! - 1),
  ) as [number, number, number];
  return { start, steps };
}

/** `x` of `sum x[n] columns[n] = right` in three dimensions (Cramer's rule). */
function solve(columns: readonly (readonly number[])[], right: readonly number[]): number[] {
  const determinant = (a: readonly number[], b: readonly number[], c: readonly number[]): number =>
    a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
    b[0]! * (a[1]! * c[2]! - a[2]! * c[1]!) +
    c[0]! * (a[1]! * b[2]! - a[2]! * b[1]!);
  const [a, b, c] = columns as [readonly number[], readonly number[], readonly number[]];
  const whole = determinant(a, b, c);
  return [
    determinant(right, b, c) / whole,
    determinant(a, right, c) / whole,
    determinant(a, b, right) / whole,
  ];
}
