import { dictionary, type Keyword, type SourceFile } from "../../../src/dicom/index.ts";

/** DICOM files made in code by the rules of PS3.5, independently of the project's own writer, as a reference for the reader. */

/** Value of an attribute: text, numbers, bytes, or the items of a sequence. */
export type Value = string | readonly number[] | Uint8Array | readonly Attributes[];

export type Attributes = { readonly [K in Keyword]?: Value };

export interface Encoding {
  readonly explicitVR?: boolean;
  readonly littleEndian?: boolean;
  /** Sequences and items with delimiters instead of lengths. */
  readonly undefinedLengths?: boolean;
}

const longVrs = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

/** One element with any tag and VR; `value` is padded to an even length. */
export function encodeElement(
  tag: string,
  vr: string,
  value: Uint8Array,
  encoding: Encoding = {},
  statedLength = value.length + (value.length % 2),
): Uint8Array {
  const { explicitVR = true, littleEndian = true } = encoding;
  const isLong = longVrs.has(vr);
  const header = new DataView(new ArrayBuffer(explicitVR && isLong ? 12 : 8));
  header.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), littleEndian);
  header.setUint16(2, Number.parseInt(tag.slice(4), 16), littleEndian);
  if (!explicitVR) header.setUint32(4, statedLength, littleEndian);
  else {
    header.setUint8(4, vr.charCodeAt(0));
    header.setUint8(5, vr.charCodeAt(1));
    if (isLong) header.setUint32(8, statedLength, littleEndian);
    else header.setUint16(6, statedLength, littleEndian);
  }
  const padding = value.length % 2 === 1 ? [vr === "UI" || longVrs.has(vr) ? 0 : 32] : [];
  return concat([new Uint8Array(header.buffer), value, Uint8Array.from(padding)]);
}

/** Items around already encoded content; with `undefinedLengths` they end with delimiters. */
export function encodeSequence(
  tag: string,
  itemBytes: readonly Uint8Array[],
  encoding: Encoding = {},
): Uint8Array {
  const { undefinedLengths = false } = encoding;
  const mark = (markTag: string, length: number) =>
    encodeElement(markTag, "", new Uint8Array(), { ...encoding, explicitVR: false }, length);
  const items = itemBytes.map((bytes) =>
    undefinedLengths
      ? concat([mark("FFFEE000", 0xffffffff), bytes, mark("FFFEE00D", 0)])
      : concat([mark("FFFEE000", bytes.length), bytes]),
  );
  const content = concat(items);
  if (!undefinedLengths) return encodeElement(tag, "SQ", content, encoding);
  return concat([
    encodeElement(tag, "SQ", new Uint8Array(), encoding, 0xffffffff),
    content,
    mark("FFFEE0DD", 0),
  ]);
}

/** Encapsulated PixelData: an offset table (empty unless given) and the fragments. */
export function encodeFragments(
  fragments: readonly Uint8Array[],
  offsets: readonly number[] = [],
): Uint8Array {
  const item = (bytes: Uint8Array) => encodeElement("FFFEE000", "", bytes, { explicitVR: false });
  const table = new Uint8Array(Uint32Array.from(offsets).buffer);
  return concat([
    encodeElement("7FE00010", "OB", new Uint8Array(), {}, 0xffffffff),
    item(table),
    ...fragments.map(item),
    encodeElement("FFFEE0DD", "", new Uint8Array(), { explicitVR: false }, 0),
  ]);
}

/** A data set with its elements ordered by tag. */
export function encodeDataset(attributes: Attributes, encoding: Encoding = {}): Uint8Array {
  const keywords = Object.keys(attributes) as Keyword[];
  keywords.sort((a, b) => (dictionary[a][0] < dictionary[b][0] ? -1 : 1));
  return concat(
    keywords.map((keyword) => {
      const [tag, vr] = dictionary[keyword];
      const value = attributes[keyword]!;
      if (vr === "SQ")
        return encodeSequence(
          tag,
          (value as readonly Attributes[]).map((item) => encodeDataset(item, encoding)),
          encoding,
        );
      return encodeElement(tag, vr, encodeValue(vr, value, encoding), encoding);
    }),
  );
}

function encodeValue(vr: string, value: Value, { littleEndian = true }: Encoding): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return new TextEncoder().encode(value);
  const numbers = value as readonly number[];
  if (vr === "DS" || vr === "IS") return new TextEncoder().encode(numbers.join("\\"));
  const width = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 }[vr] ?? 2;
  const view = new DataView(new ArrayBuffer(width * numbers.length));
  numbers.forEach((number, index) => {
    const at = index * width;
    if (vr === "FL") view.setFloat32(at, number, littleEndian);
    else if (vr === "FD") view.setFloat64(at, number, littleEndian);
    else if (width === 4) view.setUint32(at, number, littleEndian);
    else view.setUint16(at, number, littleEndian);
  });
  return new Uint8Array(view.buffer);
}

/** Preamble, file meta information (PS3.10 section 7.1) and what follows. */
export function encodeFile(transferSyntaxUID: string, body: Uint8Array, meta: Attributes = {}): Uint8Array {
  const group = encodeDataset({ ...meta, TransferSyntaxUID: transferSyntaxUID });
  const length = encodeDataset({ FileMetaInformationGroupLength: [group.length] });
  return concat([new Uint8Array(128), new TextEncoder().encode("DICM"), length, group, body]);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}

export function toFile(name: string, bytes: Uint8Array): SourceFile {
  return { name, arrayBuffer: async () => bytes.slice().buffer as ArrayBuffer };
}
