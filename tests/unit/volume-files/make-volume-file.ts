import { gzipSync } from "fflate";
import { type Grid, ijkToLps } from "../../../src/geometry/index.ts";

/** Value types: NIfTI's number, NRRD's name, bytes, and how a value is set. */
export const valueTypes = {
  uint8: [2, "unsigned char", 1, "setUint8"],
  int16: [4, "short", 2, "setInt16"],
  int32: [8, "int", 4, "setInt32"],
  float32: [16, "float", 4, "setFloat32"],
  float64: [64, "double", 8, "setFloat64"],
  int8: [256, "signed char", 1, "setInt8"],
  uint16: [512, "unsigned short int", 2, "setUint16"],
  uint32: [768, "uint32_t", 4, "setUint32"],
} as const;
export type TestType = keyof typeof valueTypes;

export interface MadeFile {
  readonly grid: Grid;
  readonly values: ArrayLike<number>;
  readonly type?: TestType;
  readonly bigEndian?: boolean;
}

function dataOf({ values, type = "int16", bigEndian = false }: MadeFile): Uint8Array {
  const [, , width, set] = valueTypes[type];
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let index = 0; index < values.length; index++) view[set](index * width, values[index]!, !bigEndian);
  return new Uint8Array(view.buffer);
}

/** Rows of the affine to RAS. */
function rasRows(grid: Grid): number[][] {
  const at = (i: number, j: number, k: number) => {
    const [x, y, z] = ijkToLps(grid, [i, j, k]);
    return [-x, -y, z];
  };
  const origin = at(0, 0, 0);
  const steps = [at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)].map((point) =>
    point.map((v, axis) => v - origin[axis]!),
  );
  return [0, 1, 2].map((axis) => [...steps.map((step) => step[axis]!), origin[axis]!]);
}

export interface NiftiFile extends MadeFile {
  readonly version?: 1 | 2;
  readonly packed?: boolean;
  /** Dimensions after the first three. */
  readonly more?: readonly number[];
  readonly slope?: number;
  readonly intercept?: number;
  readonly change?: (view: DataView) => void;
}

/** A NIfTI file with an sform, written by hand. */
export function makeNifti(file: NiftiFile): Uint8Array<ArrayBuffer> {
  const { grid, type = "int16", version = 1, more = [], slope = 0, intercept = 0, bigEndian = false } = file;
  const little = !bigEndian;
  const data = dataOf(file);
  const [headBytes, offset] = version === 1 ? [348, 352] : [540, 544];
  const bytes = new Uint8Array(offset + data.length);
  const view = new DataView(bytes.buffer);
  const dims = [3 + more.length, ...grid.size, ...more, 1, 1, 1, 1].slice(0, 8);
  const [code, , width] = valueTypes[type];
  const rows = rasRows(grid).flat();
  view.setInt32(0, headBytes, little);
  if (version === 1) {
    for (const [at, value] of dims.entries()) view.setInt16(40 + 2 * at, value, little);
    view.setInt16(70, code, little);
    view.setInt16(72, 8 * width, little);
    for (const [at, value] of [1, ...grid.spacingMm].entries()) view.setFloat32(76 + 4 * at, value, little);
    view.setFloat32(108, offset, little);
    view.setFloat32(112, slope, little);
    view.setFloat32(116, intercept, little);
    view.setUint8(123, 2);
    view.setInt16(254, 1, little);
    for (const [at, value] of rows.entries()) view.setFloat32(280 + 4 * at, value, little);
    new TextEncoder().encodeInto("n+1\0", bytes.subarray(344));
  } else {
    new TextEncoder().encodeInto("n+2\0\r\n\x1a\n", bytes.subarray(4));
    for (const [at, value] of dims.entries()) view.setBigInt64(16 + 8 * at, BigInt(value), little);
    view.setInt16(12, code, little);
    for (const [at, value] of [1, ...grid.spacingMm].entries()) view.setFloat64(104 + 8 * at, value, little);
    view.setBigInt64(168, BigInt(offset), little);
    view.setFloat64(176, slope, little);
    view.setFloat64(184, intercept, little);
    view.setInt32(500, 2, little);
    view.setInt32(348, 1, little);
    for (const [at, value] of rows.entries()) view.setFloat64(400 + 8 * at, value, little);
  }
  bytes.set(data, offset);
  file.change?.(view);
  return file.packed ? (gzipSync(bytes, { mtime: 0 }) as Uint8Array<ArrayBuffer>) : bytes;
}

export interface NrrdFile extends MadeFile {
  readonly encoding?: "raw" | "gzip" | "text" | "bzip2";
  readonly space?: "left-posterior-superior" | "RAS" | "left-anterior-superior" | "scanner-xyz" | undefined;
  /** Lines in the place of those with the same name, or after all others; "" leaves one out. */
  readonly lines?: Readonly<Record<string, string>>;
}

const turns = {
  "left-posterior-superior": [1, 1],
  RAS: [-1, -1],
  "left-anterior-superior": [1, -1],
} as const;

/** A NRRD file, written by hand. */
export function makeNrrd(file: NrrdFile): Uint8Array<ArrayBuffer> {
  const { grid, type = "int16", encoding = "raw", space = "left-posterior-superior", bigEndian } = file;
  const [x, y] = space in turns ? turns[space as keyof typeof turns] : [1, 1];
  const vector = ([a, b, c]: readonly number[]) => `(${a! * x},${b! * y},${c})`;
  const origin = ijkToLps(grid, [0, 0, 0]);
  const steps = grid.directionsLps.map((direction, axis) =>
    vector(direction.map((v) => v * grid.spacingMm[axis]!)),
  );
  const header: Record<string, string> = {
    type: valueTypes[type][1],
    dimension: "3",
    space,
    sizes: grid.size.join(" "),
    "space directions": steps.join(" "),
    kinds: "domain domain domain",
    endian: bigEndian ? "big" : "little",
    encoding,
    "space origin": vector(origin),
    ...file.lines,
  };
  const lines = Object.entries(header)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => (name.includes("_") ? `${name}:=${value}` : `${name}: ${value}`));
  const head = new TextEncoder().encode(`NRRD0005\n# made by a test\n${lines.join("\n")}\n\n`);
  const plain =
    encoding === "text" ? new TextEncoder().encode([...Array.from(file.values)].join(" ")) : dataOf(file);
  const data = encoding === "gzip" ? gzipSync(plain, { mtime: 0 }) : plain;
  const bytes = new Uint8Array(head.length + data.length);
  bytes.set(head);
  bytes.set(data, head.length);
  return bytes;
}
