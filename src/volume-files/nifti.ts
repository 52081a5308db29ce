import type { Vector } from "../geometry/index.ts";
import { gunzip } from "./gunzip.ts";
import { parseSegmentComment } from "./label-names.ts";
import { headerBytes, type NiftiHeader, parseHeader } from "./nifti-header.ts";
import { toRawValues, valueTypes } from "./raw-values.ts";
import { invalidVolumeFile, type VolumeFile } from "./volume-file.ts";

/** NIFTI_ECODE_COMMENT. */
const commentCode = 6;

/**
 * Parses a NIfTI file (.nii or .nii.gz, versions 1 and 2, either byte order).
 * @throws AutosegError `invalid-volume-file` if it is damaged, two- or four-dimensional, in colour, a header without data, or
 * does not state where its voxels lie.
 */
export async function parseNifti(bytes: Uint8Array<ArrayBuffer>, fileName: string): Promise<VolumeFile> {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const fail = (found: string, cause?: unknown) =>
    invalidVolumeFile(fileName, `cannot be opened as NIfTI: ${found}.`, cause);
  const sizeOf = (head: Uint8Array) => endOf(parseHeader(head, fail));
  const plain = isPacked
    ? await gunzip(bytes, headerBytes[2], sizeOf).catch((cause) => {
        throw cause.code ? cause : fail(cause.message, cause);
      })
    : bytes;
  const header = parseHeader(plain, fail);
  const end = endOf(header);
  if (plain.length < end) throw fail("it ends before its last voxel");
  const { rows, type, isLittleEndian, size, slope, intercept, description, notes } = header;
  const segments = parseSegmentComment(commentOf(plain, header));
  const toLps = ([x, y, z]: readonly number[]): Vector<"lps"> => [-x!, -y!, z!];
  const column = (axis: number) => toLps(rows.map((row) => row[axis]!));
  return {
    fileName,
    format: "NIfTI",
    size,
    layers: 1,
    originLps: column(3),
    stepsLps: [column(0), column(1), column(2)],
    values: toRawValues(plain.subarray(header.dataOffset, end), type, isLittleEndian),
    slope,
    intercept,
    description,
    segments,
    saysLabels: header.isLabel || segments.length > 0,
    notes,
  };
}

function endOf({ dataOffset, size, type }: NiftiHeader): number {
  return dataOffset + size[0] * size[1] * size[2] * valueTypes[type].BYTES_PER_ELEMENT;
}

/** The first plain-text extension; "" without one. */
function commentOf(bytes: Uint8Array, { extensionOffset, dataOffset, isLittleEndian }: NiftiHeader): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (extensionOffset + 12 > dataOffset || bytes[extensionOffset] === 0) return "";
  for (let at = extensionOffset + 4; at + 8 <= dataOffset; ) {
    const [size, code] = [view.getInt32(at, isLittleEndian), view.getInt32(at + 4, isLittleEndian)];
    if (size < 16 || at + size > dataOffset) return "";
    if (code === commentCode)
      return new TextDecoder().decode(bytes.subarray(at + 8, at + size)).split("\0")[0]!;
    at += size;
  }
  return "";
}
