import { isAutosegError } from "../../errors.ts";
import { type Dataset, text } from "../dataset.ts";
import { unreadable } from "../refusals.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import { type Elements, readElements } from "./elements.ts";
import { inflateRaw } from "./inflate.ts";
import type { PixelData } from "./pixel-data.ts";
import { isKnownVr } from "./values.ts";

/** A parsed DICOM file: its attributes and its encoded pixels. */
export interface ParsedDicom {
  /** The file's name as the user knows it, for messages. */
  readonly fileName: string;
  /** From the file meta information; without it, Implicit or Explicit VR Little Endian, as the bytes show. */
  readonly transferSyntaxUID: string;
  /** File meta information and data set: the attributes in the dictionary, sequences to any depth, without PixelData. */
  readonly dataset: Dataset;
  /** Undefined if there are none, or if only the header was requested. */
  readonly pixelData: PixelData | undefined;
  /** Whether there are pixels, even if they were not read. */
  readonly hasPixelData: boolean;
  /** If only the header was read: length of uncompressed pixels, as stated by their element; undefined if unknown. */
  readonly nativeBytes?: number | undefined;
}

export interface ParseOptions {
  /** The file's name, for messages. */
  readonly fileName?: string;
  /** Skips PixelData; `bytes` may then end anywhere after its start. */
  readonly headerOnly?: boolean;
}

const implicitLittleEndian = "1.2.840.10008.1.2";
const explicitLittleEndian = "1.2.840.10008.1.2.1";

/**
 * Parses a DICOM file with or without preamble and file meta information (PS3.10 section 7), in any transfer syntax. The
 * pixels are views of `bytes`, still encoded.
 * @throws AutosegError `unreadable-dicom` for bytes that are not a DICOM file, end too early or violate the encoding rules.
 */
export function parseDataset(bytes: Uint8Array, options: ParseOptions = {}): ParsedDicom {
  const fileName = options.fileName ?? "DICOM file";
  // Not Node's Buffer: its slice() does not copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = findStart(plain);
  if (start === undefined) throw unreadable(fileName, describeForeign(bytes));
  try {
    return { fileName, ...parseFrom(plain, start, options.headerOnly ?? false) };
  } catch (error) {
    if (isAutosegError(error)) throw error;
    throw unreadable(fileName, error instanceof Error ? error.message : String(error), error);
  }
}

/** File meta information, as far as it can be read; the rest of the file may be damaged. */
export function parseMetaInformation(bytes: Uint8Array): Dataset {
  const start = findStart(bytes);
  if (start === undefined) return {};
  try {
    return readMeta(bytes, start, findMetaEnd(bytes, start));
  } catch {
    return {};
  }
}

/** Whether the bytes start like a DICOM file. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return findStart(bytes) !== undefined;
}

function parseFrom(bytes: Uint8Array, start: number, headerOnly: boolean): Omit<ParsedDicom, "fileName"> {
  const metaEnd = findMetaEnd(bytes, start);
  if (metaEnd >= bytes.length) throw new Error("it ends after its file meta information");
  const meta = readMeta(bytes, start, metaEnd);
  const stated = text(meta, "TransferSyntaxUID");
  const transferSyntaxUID =
    stated ?? (isExplicitElement(bytes, metaEnd) ? explicitLittleEndian : implicitLittleEndian);
  const syntax = transferSyntaxes.get(transferSyntaxUID);
  const read = (body: Uint8Array, bodyStart: number, explicitVR: boolean): Elements =>
    readElements(body, {
      explicitVR,
      littleEndian: syntax?.littleEndian ?? true,
      start: bodyStart,
      headerOnly,
      ...(syntax?.deflated && { deflatedBytes: bytes.length }),
    });
  let elements: Elements;
  if (syntax?.deflated) {
    elements = read(inflateRaw(bytes.subarray(metaEnd)), 0, true);
  } else {
    // Some writers state one of the two little-endian syntaxes and write the other: the first element shows which.
    const isExplicit =
      syntax?.littleEndian === false ||
      isExplicitElement(bytes, metaEnd) ||
      (stated !== undefined && syntax?.explicitVR === true && !isImplicitElement(bytes, metaEnd));
    elements = read(bytes, metaEnd, isExplicit);
  }
  return {
    transferSyntaxUID,
    dataset: { ...meta, ...elements.dataset },
    pixelData: elements.pixelData,
    hasPixelData: elements.hasPixelData,
    nativeBytes: elements.nativeBytes,
  };
}

function readMeta(bytes: Uint8Array, start: number, metaEnd: number): Dataset {
  if (metaEnd === start) return {};
  const options = { explicitVR: true, littleEndian: true, start, headerOnly: true };
  return readElements(bytes.subarray(0, metaEnd), options).dataset;
}

/** Offset of the first element: after the preamble, or 0 in a file without one; undefined for other files. */
function findStart(bytes: Uint8Array): number | undefined {
  if (bytes.length >= 132 && String.fromCharCode(...bytes.subarray(128, 132)) === "DICM") return 132;
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [group, element] = [view.getUint16(0, true), view.getUint16(2, true)];
  if (group !== 0x0002 && group !== 0x0008) return undefined;
  if (element > 0x0100) return undefined;
  if (isExplicitElement(bytes, 0)) return 0;
  // Implicit VR: a short first element, followed by another of the same group or the next.
  const length = view.getUint32(4, true);
  if (group !== 0x0008 || length > 256 || 8 + length + 8 > bytes.length) return undefined;
  const nextGroup = view.getUint16(8 + length, true);
  return nextGroup === 0x0008 || nextGroup === 0x0010 ? 0 : undefined;
}

/** Whether the element at `position` states its VR. An item or the end of the bytes counts as stating it. */
function isExplicitElement(bytes: Uint8Array, position: number): boolean {
  if (position + 6 > bytes.length) return true;
  return isKnownVr(String.fromCharCode(bytes[position + 4]!, bytes[position + 5]!));
}

/** Whether an element in implicit VR is at `position`: its length leads to another one with a larger tag. */
function isImplicitElement(bytes: Uint8Array, position: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tagAt = (at: number): number => view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
  const next = position + 8 + view.getUint32(position + 4, true);
  return next === bytes.length || (next + 8 <= bytes.length && tagAt(next) > tagAt(position));
}

/** End of the file meta information (group 0002, always Explicit VR Little Endian), from the lengths of its elements. */
function findMetaEnd(bytes: Uint8Array, start: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let position = start;
  while (position + 8 <= bytes.length && view.getUint16(position, true) === 0x0002) {
    const vr = String.fromCharCode(bytes[position + 4]!, bytes[position + 5]!);
    const isLong = ["OB", "UN", "OW", "UT"].includes(vr);
    if (isLong && position + 12 > bytes.length) break;
    const length = isLong ? view.getUint32(position + 8, true) : view.getUint16(position + 6, true);
    position += (isLong ? 12 : 8) + length;
  }
  if (position > bytes.length) throw new Error("it ends inside its file meta information");
  return position;
}

/** What kind of file this is if it is not DICOM, in words. */
function describeForeign(bytes: Uint8Array): string {
  if (bytes.length === 0) return "it is empty";
  const isText = bytes.subarray(0, 512).every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
  return isText ? "it is text, not DICOM" : "it is not DICOM";
}
