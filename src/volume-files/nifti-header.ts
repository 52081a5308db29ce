import { dot, norm } from "../geometry/index.ts";
import type { ValueType } from "./raw-values.ts";

/** NIfTI's codes for the supported data types. */
const types: Readonly<Record<number, ValueType>> = {
  2: "uint8",
  4: "int16",
  8: "int32",
  16: "float",
  64: "double",
  256: "int8",
  512: "uint16",
  768: "uint32",
  1024: "int64",
  1280: "uint64",
};

/** Names of unsupported types. */
const otherTypes: Readonly<Record<number, string>> = {
  1: "single bits",
  32: "complex numbers",
  128: "colour values (RGB)",
  1792: "complex numbers",
  2304: "colour values (RGBA)",
};

/** NIFTI_INTENT_LABEL. */
const labelIntent = 1002;
/** Millimetres per NIfTI unit of length: metre, millimetre, micrometre; 0 is unknown. */
const unitsMm: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 };

/** Sizes of the two headers, in bytes. */
export const headerBytes = { 1: 348, 2: 540 } as const;

/** A header of either version, by the meaning of its fields. */
export interface NiftiHeader {
  readonly isLittleEndian: boolean;
  readonly size: readonly [number, number, number];
  readonly type: ValueType;
  readonly dataOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly description: string;
  readonly isLabel: boolean;
  readonly rows: Affine;
  readonly notes: readonly string[];
  /** Offset of the extensions, in bytes. */
  readonly extensionOffset: number;
}

/** Rows of the transform from ijk to RAS millimetres. */
type Affine = readonly [readonly number[], readonly number[], readonly number[]];

type Fail = (found: string) => Error;

/**
 * Parses the header at the beginning of a file, of either version and byte order.
 * @param fail creates the error to throw.
 * @throws what `fail` returns.
 */
export function parseHeader(bytes: Uint8Array, fail: Fail): NiftiHeader {
  if (bytes.length < headerBytes[1] + 4) throw fail("it is shorter than a header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = ([1, 2] as const)
    .flatMap((version) => [true, false].map((little) => ({ version, little })))
    .find(({ version, little }) => view.getInt32(0, little) === headerBytes[version]);
  if (!found) throw fail("it does not begin with a header");
  const { version, little } = found;
  if (version === 2 && bytes.length < headerBytes[2]) throw fail("it is shorter than a header");
  const latin = (at: number, length: number) =>
    new TextDecoder("latin1")
      .decode(bytes.subarray(at, at + length))
      .split("\0")[0]!
      .trim();
  const magic = latin(version === 1 ? 344 : 4, 3);
  if (/^ni[12]$/.test(magic))
    throw fail("it is a header whose voxels are in another file (.img). Save it as one file, .nii");
  if (!/^n\+[12]$/.test(magic))
    throw fail("it is in Analyze format, which does not say which side is left. Save it as NIfTI");
  const short = (at: number) => view.getInt16(at, little);
  const int = (at: number) => view.getInt32(at, little);
  const long = (at: number) => Number(view.getBigInt64(at, little));
  const float = (at: number) => view.getFloat32(at, little);
  const double = (at: number) => view.getFloat64(at, little);
  const many = (read: (at: number) => number, at: number, width: number, count: number) =>
    Array.from({ length: count }, (_, index) => read(at + width * index));
  const fields =
    version === 1
      ? {
          dim: many(short, 40, 2, 8),
          intent: short(68),
          datatype: short(70),
          pixdim: many(float, 76, 4, 8),
          dataOffset: float(108),
          scaling: [float(112), float(116)] as const,
          units: view.getUint8(123),
          description: latin(148, 80),
          codes: [short(252), short(254)] as const,
          quaternion: many(float, 256, 4, 6),
          sform: many(float, 280, 4, 12),
        }
      : {
          dim: many(long, 16, 8, 8),
          intent: int(504),
          datatype: short(12),
          pixdim: many(double, 104, 8, 8),
          dataOffset: long(168),
          scaling: [double(176), double(184)] as const,
          units: int(500),
          description: latin(240, 80),
          codes: [int(344), int(348)] as const,
          quaternion: many(double, 352, 8, 6),
          sform: many(double, 400, 8, 12),
        };
  const size = checkSize(fields.dim, fail);
  const type = types[fields.datatype];
  if (!type)
    throw fail(
      `its voxels are ${otherTypes[fields.datatype] ?? `of type ${fields.datatype}`}, not single numbers`,
    );
  if (!(fields.dataOffset >= headerBytes[version])) throw fail("it does not say where its voxels begin");
  const [slope, intercept] = fields.scaling;
  const isScaled = Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept);
  const { rows, notes } = placeVoxels(fields, fail);
  return {
    isLittleEndian: little,
    size,
    type,
    dataOffset: Math.trunc(fields.dataOffset),
    slope: isScaled ? slope : 1,
    intercept: isScaled ? intercept : 0,
    description: fields.description,
    isLabel: fields.intent === labelIntent,
    rows,
    notes,
    extensionOffset: headerBytes[version],
  };
}

function checkSize(dim: readonly number[], fail: Fail): [number, number, number] {
  const [count, ...all] = dim as [number, ...number[]];
  if (count < 1 || count > 7) throw fail(`it has ${count} dimensions`);
  const used = all.slice(0, count);
  if (used.some((each) => each < 1)) throw fail(`it has the dimensions ${used.join(" x ")}`);
  if (used.slice(3).some((each) => each > 1))
    throw fail(
      `it holds several volumes (${used.join(" x ")}). Save the one that you need as a file of its own`,
    );
  if ((used[2] ?? 1) < 2) throw fail(`it is a single slice (${used.join(" x ")}), not a volume`);
  return [used[0]!, used[1]!, used[2]!];
}

interface Placement {
  readonly pixdim: readonly number[];
  readonly units: number;
  readonly codes: readonly [qform: number, sform: number];
  readonly quaternion: readonly number[];
  readonly sform: readonly number[];
}

/** Prefers sform over qform, as NIfTI readers do, and notes how far they differ. */
function placeVoxels(
  { codes: [qformCode, sformCode], sform, quaternion, pixdim, units }: Placement,
  fail: Fail,
): { readonly rows: Affine; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const unit = unitsMm[units & 7];
  if (unit === undefined)
    notes.push("Its header does not state the unit of its spacing: millimetres are assumed.");
  const scaled = (rows: Affine): Affine =>
    rows.map((row) => row.map((value) => value * (unit ?? 1))) as unknown as Affine;
  const byMatrix: Affine = [sform.slice(0, 4), sform.slice(4, 8), sform.slice(8, 12)];
  const byQuaternion = qform(quaternion, pixdim);
  if (sformCode <= 0 && qformCode <= 0)
    throw fail(
      "it does not say where its voxels lie, nor which side is left (sform_code and qform_code are 0)",
    );
  if (sformCode > 0 && qformCode > 0) {
    const apart = Math.max(
      ...byMatrix.flatMap((row, axis) => row.map((value, at) => Math.abs(value - byQuaternion[axis]![at]!))),
    );
    if (apart > 0.5) notes.push("Its sform and qform place its voxels differently: the sform is used.");
  }
  return { rows: scaled(sformCode > 0 ? byMatrix : byQuaternion), notes };
}

/** The rotation of a unit quaternion, with the third axis reversed if pixdim[0] is negative (NIfTI-1, method 2). */
function qform([b, c, d, x, y, z]: readonly number[], pixdim: readonly number[]): Affine {
  const vector = [b!, c!, d!] as const;
  const a = Math.sqrt(Math.max(0, 1 - dot(vector, vector)));
  // Rounding may leave a vector slightly longer than 1.
  const [B, C, D] = norm(vector) > 1 ? vector.map((value) => value / norm(vector)) : vector;
  const [i, j, k] = [pixdim[1]!, pixdim[2]!, pixdim[3]! * (pixdim[0]! < 0 ? -1 : 1)];
  return [
    [(a * a + B! * B! - C! * C! - D! * D!) * i, 2 * (B! * C! - a * D!) * j, 2 * (B! * D! + a * C!) * k, x!],
    [2 * (B! * C! + a * D!) * i, (a * a + C! * C! - B! * B! - D! * D!) * j, 2 * (C! * D! - a * B!) * k, y!],
    [2 * (B! * D! - a * C!) * i, 2 * (C! * D! + a * B!) * j, (a * a + D! * D! - C! * C! - B! * B!) * k, z!],
  ];
}
