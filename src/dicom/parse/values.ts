import type { AttributeValue } from "../dataset.ts";
import type { TextDecoding } from "./character-sets.ts";

/** Value representations by the kind of value they hold (PS3.5 table 6.2-1). */
const kinds = {
  text: ["LO", "PN", "SH", "UC"],
  paragraph: ["LT", "ST", "UT"],
  token: ["AE", "AS", "CS", "DA", "DT", "TM", "UI"],
  uri: ["UR"],
  decimal: ["DS", "IS"],
  binary: ["US", "SS", "UL", "SL", "FL", "FD", "SV", "UV"],
  tag: ["AT"],
  sequence: ["SQ"],
  bytes: ["OB", "OD", "OF", "OL", "OV", "OW", "UN"],
} as const;

type Kind = keyof typeof kinds;

const kindOf: ReadonlyMap<string, Kind> = new Map(
  Object.entries(kinds).flatMap(([kind, vrs]) => vrs.map((vr) => [vr, kind as Kind] as const)),
);

const results: Record<Kind, "strings" | "numbers" | "sequence" | "bytes"> = {
  text: "strings",
  paragraph: "strings",
  token: "strings",
  uri: "strings",
  tag: "strings",
  decimal: "numbers",
  binary: "numbers",
  sequence: "sequence",
  bytes: "bytes",
};

/** Bytes of one value, for VRs with fixed width. */
const widths: Readonly<Record<string, number>> = {
  US: 2,
  SS: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  FD: 8,
  SV: 8,
  UV: 8,
  AT: 4,
};

/** Whether the standard defines this VR. */
export function isKnownVr(vr: string): boolean {
  return kindOf.has(vr);
}

/**
 * The VR to decode with: the file's, unless it states none or one for another kind of value than the dictionary's (then the
 * file is wrong, and the standard's VR is used).
 */
export function chooseVr(fileVr: string | undefined, dictionaryVr: string): string {
  const fileKind = fileVr === undefined ? undefined : kindOf.get(fileVr);
  const dictionaryKind = kindOf.get(dictionaryVr);
  if (fileVr === undefined || fileVr === "UN" || fileKind === undefined || dictionaryKind === undefined)
    return dictionaryVr;
  return results[fileKind] === results[dictionaryKind] ? fileVr : dictionaryVr;
}

/** Reads numbers in one of the two byte orders, as dicom-parser does. */
export type NumberReader = Readonly<
  Record<
    "readUint16" | "readInt16" | "readUint32" | "readInt32" | "readFloat" | "readDouble",
    (bytes: Uint8Array, position: number) => number
  >
>;

/** Decodes the values of an attribute; sequences are not handled here. */
export function toValues(
  vr: string,
  bytes: Uint8Array,
  byteOrder: NumberReader,
  decoding: TextDecoding,
): AttributeValue {
  const kind = kindOf.get(vr);
  if (bytes.length === 0 && kind !== "bytes") return [];
  switch (kind) {
    case "text":
      return split(decoding(bytes)).map((value) => value.trim());
    case "paragraph": {
      const paragraph = trimPadding(decoding(bytes));
      return paragraph === "" ? [] : [paragraph];
    }
    case "uri": {
      const uri = ascii(bytes).trim();
      return uri === "" ? [] : [uri];
    }
    case "token":
      return split(ascii(bytes)).map((value) => value.trim());
    case "decimal":
      return split(ascii(bytes)).map(parseDecimal);
    case "binary":
      return readNumbers(vr, bytes, byteOrder);
    case "tag":
      return readTags(bytes, byteOrder);
    default:
      return bytes;
  }
}

/** A finite number from a decimal or integer string; any other text is returned unchanged. */
export function parseDecimal(value: string): number | string {
  const trimmed = value.trim();
  // Matches in linear time: a value may be megabytes of digits in a damaged file.
  const isNumber =
    /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed));
  return isNumber ? Number(trimmed) : trimmed;
}

/** Values of a text attribute, separated by backslashes; empty if there is only padding. */
function split(value: string): string[] {
  const trimmed = trimPadding(value);
  return trimmed.trim() === "" ? [] : trimmed.split("\\");
}

/** Removes the spaces and zero bytes that pad a value to an even length. */
function trimPadding(value: string): string {
  let end = value.length;
  while (end > 0 && (value[end - 1] === " " || value[end - 1] === "\0")) end--;
  return value.slice(0, end);
}

function ascii(bytes: Uint8Array): string {
  let value = "";
  for (let start = 0; start < bytes.length; start += 8192)
    value += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return value;
}

function readNumbers(vr: string, bytes: Uint8Array, byteOrder: NumberReader): number[] {
  const width = widths[vr]!;
  const values: number[] = [];
  for (let position = 0; position + width <= bytes.length; position += width)
    values.push(readNumber(vr, bytes, position, byteOrder));
  return values;
}

function readNumber(vr: string, bytes: Uint8Array, position: number, byteOrder: NumberReader): number {
  switch (vr) {
    case "US":
      return byteOrder.readUint16(bytes, position);
    case "SS":
      return byteOrder.readInt16(bytes, position);
    case "UL":
      return byteOrder.readUint32(bytes, position);
    case "SL":
      return byteOrder.readInt32(bytes, position);
    case "FL":
      return byteOrder.readFloat(bytes, position);
    case "FD":
      return byteOrder.readDouble(bytes, position);
    default:
      return readLong(vr, bytes, position, isLittleEndian(byteOrder));
  }
}

/** SV and UV: 64-bit integers, exact up to 2^53. */
function readLong(vr: string, bytes: Uint8Array, position: number, littleEndian: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, 8);
  return Number(vr === "SV" ? view.getBigInt64(0, littleEndian) : view.getBigUint64(0, littleEndian));
}

/** AT: two 16-bit words each, as eight hexadecimal digits. */
function readTags(bytes: Uint8Array, byteOrder: NumberReader): string[] {
  const tags: string[] = [];
  for (let position = 0; position + 4 <= bytes.length; position += 4) {
    const words = [byteOrder.readUint16(bytes, position), byteOrder.readUint16(bytes, position + 2)];
    tags.push(words.map((word) => word.toString(16).toUpperCase().padStart(4, "0")).join(""));
  }
  return tags;
}

const probe = Uint8Array.of(1, 0);

function isLittleEndian(byteOrder: NumberReader): boolean {
  return byteOrder.readUint16(probe, 0) === 1;
}
