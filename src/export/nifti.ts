import { gzipSync } from "fflate";
import { cross, dot, type Grid, ijkToLps } from "../geometry/index.ts";
import { checkSegments, type LabelMap16 } from "../volume/index.ts";

/** NIfTI-1 axes point right, anterior and superior, so the first two of DICOM's are reversed. */
const lpsToRas = [-1, -1, 1] as const;

const headerBytes = 348;
const dataTypes = { uint8: 2, uint16: 512 } as const;
/** NIFTI_XFORM_SCANNER_ANAT: scanner coordinates. */
const scannerAnatomy = 1;
/** NIFTI_UNITS_MM. */
const millimetres = 2;
/** NIFTI_INTENT_LABEL: values are indices into a list of names. */
const labelIntent = 1002;
/** NIFTI_ECODE_COMMENT: the extension is plain text. */
const commentCode = 6;

/**
 * Writes a label map as gzipped NIfTI-1 (.nii.gz): 8- or 16-bit labels in the grid's order. sform and qform state the same
 * transform in RAS millimetres. A comment extension lists number, label, colour and code of each segment, separated by tabs,
 * one segment per line. The same input gives the same bytes.
 * @throws AutosegError `invalid-segment`.
 */
export function toNifti({ grid, voxels, segments }: LabelMap16): Uint8Array<ArrayBuffer> {
  checkSegments(segments, 65535);
  const lines = segments.map(({ segmentNumber, label, color, type }) => {
    const hex = color.map((component) => component.toString(16).padStart(2, "0")).join("");
    return `${segmentNumber}\t${label}\t#${hex}\t${type.codingSchemeDesignator}:${type.codeValue} ${type.codeMeaning}`;
  });
  const comment = new TextEncoder().encode(`${lines.join("\n")}\n`);
  const extensionBytes = Math.ceil((8 + comment.length) / 16) * 16;
  const dataOffset = headerBytes + 4 + extensionBytes;
  const bytes = new Uint8Array(dataOffset + voxels.byteLength);
  const view = new DataView(bytes.buffer);
  writeHeader(view, grid, voxels instanceof Uint8Array ? "uint8" : "uint16", dataOffset);
  bytes[headerBytes] = 1;
  view.setInt32(headerBytes + 4, extensionBytes, true);
  view.setInt32(headerBytes + 8, commentCode, true);
  bytes.set(comment, headerBytes + 12);
  if (voxels instanceof Uint8Array) bytes.set(voxels, dataOffset);
  else
    for (let index = 0; index < voxels.length; index++)
      view.setUint16(dataOffset + 2 * index, voxels[index]!, true);
  return gzipSync(bytes, { mtime: 0 }) as Uint8Array<ArrayBuffer>;
}

function writeHeader(view: DataView, grid: Grid, type: keyof typeof dataTypes, dataOffset: number): void {
  const int16s = (at: number, ...values: readonly number[]) => {
    for (const [index, value] of values.entries()) view.setInt16(at + 2 * index, value, true);
  };
  const float32s = (at: number, ...values: readonly number[]) => {
    for (const [index, value] of values.entries()) view.setFloat32(at + 4 * index, value, true);
  };
  view.setInt32(0, headerBytes, true);
  int16s(40, 3, ...grid.size, 1, 1, 1, 1);
  int16s(68, labelIntent, dataTypes[type], type === "uint8" ? 8 : 16);
  const { quaternion, handedness } = toQuaternion(grid);
  float32s(76, handedness, ...grid.spacingMm);
  float32s(108, dataOffset, 1);
  view.setUint8(123, millimetres);
  int16s(252, scannerAnatomy, scannerAnatomy);
  const origin = toRas(grid.originLps);
  float32s(256, ...quaternion.slice(1), ...origin);
  const steps = (
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const
  ).map((ijk) => {
    const point = toRas(ijkToLps(grid, ijk));
    return point.map((value, axis) => value - origin[axis]!);
  });
  for (let axis = 0; axis < 3; axis++)
    float32s(280 + 16 * axis, ...steps.map((step) => step[axis]!), origin[axis]!);
  new TextEncoder().encodeInto("n+1\0", new Uint8Array(view.buffer, 344, 4));
}

function toRas(lps: readonly [number, number, number]): [number, number, number] {
  return [lps[0] * lpsToRas[0], lps[1] * lpsToRas[1], lps[2] * lpsToRas[2]];
}

/**
 * The grid's directions in RAS as a unit quaternion with non-negative scalar part, and the handedness that reverses the third
 * of them (pixdim[0] of NIfTI-1).
 */
function toQuaternion({ directionsLps }: Grid): {
  readonly quaternion: readonly [number, number, number, number];
  readonly handedness: 1 | -1;
} {
  const [x, y, third] = directionsLps.map(toRas) as [
    [number, number, number],
    [number, number, number],
    [number, number, number],
  ];
  const handedness = dot(cross(x, y), third) < 0 ? -1 : 1;
  const z = third.map((value) => value * handedness);
  // Divides by the largest of the four squares, to avoid loss of precision.
  const squares = [
    1 + x[0] + y[1] + z[2]!,
    1 + x[0] - y[1] - z[2]!,
    1 - x[0] + y[1] - z[2]!,
    1 - x[0] - y[1] + z[2]!,
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const root = 2 * Math.sqrt(squares[largest]!);
  const sums = { bc: x[1] + y[0], bd: x[2] + z[0]!, cd: y[2] + z[1]! };
  const differences = { ab: y[2] - z[1]!, ac: z[0]! - x[2], ad: x[1] - y[0] };
  const half = root / 4;
  const parts = [
    [half, differences.ab / root, differences.ac / root, differences.ad / root],
    [differences.ab / root, half, sums.bc / root, sums.bd / root],
    [differences.ac / root, sums.bc / root, half, sums.cd / root],
    [differences.ad / root, sums.bd / root, sums.cd / root, half],
  ][largest] as [number, number, number, number];
  const sign = parts[0] < 0 ? -1 : 1;
  const length = Math.hypot(...parts) * sign;
  const [a, b, c, d] = parts;
  return { quaternion: [a / length, b / length, c / length, d / length], handedness };
}
