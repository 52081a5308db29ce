import dicomParser, { type ByteArrayParser, type ByteStream } from "dicom-parser";
import { dictionary, type Keyword } from "../dictionary.ts";
import { isKnownVr } from "./values.ts";

/** A length that says: up to the delimiter. */
export const undefinedLength = 0xffffffff;

export const itemTag = 0xfffee000;
export const itemDelimiterTag = 0xfffee00d;
export const sequenceDelimiterTag = 0xfffee0dd;

const longVrs = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

const keywords: ReadonlyMap<number, Keyword> = new Map(
  Object.entries(dictionary).map(([keyword, [tag]]) => [Number.parseInt(tag, 16), keyword as Keyword]),
);

/** Keyword of a tag that the dictionary has. */
export function keywordOf(tag: number): Keyword | undefined {
  return keywords.get(tag);
}

/**
 * The parts of elements (PS3.5 section 7.1), read one after the other. `end` is where the enclosing item or data set
 * ends: what would lie behind it throws a plain Error, one clause long.
 */
export class ElementStream {
  private readonly stream: ByteStream;
  /** Where the zero bytes begin that the file ends with; found once, for it is asked of every element. */
  private readonly zerosFrom: number;

  constructor(bytes: Uint8Array, start: number, littleEndian: boolean) {
    const byteOrder = littleEndian
      ? dicomParser.littleEndianByteArrayParser
      : dicomParser.bigEndianByteArrayParser;
    this.stream = new dicomParser.ByteStream(byteOrder, bytes, start);
    let zerosFrom = bytes.length;
    while (zerosFrom > start && bytes[zerosFrom - 1] === 0) zerosFrom--;
    this.zerosFrom = zerosFrom;
  }

  get position(): number {
    return this.stream.position;
  }

  set position(position: number) {
    this.stream.position = position;
  }

  get byteOrder(): ByteArrayParser {
    return this.stream.byteArrayParser;
  }

  /** Whether nothing but zero bytes follow: some writers pad files so. */
  isPadding(): boolean {
    return this.stream.position >= this.zerosFrom;
  }

  readTag(end: number): number {
    if (end - this.stream.position < 4) throw new Error("it ends inside a tag");
    return this.stream.readUint16() * 0x10000 + this.stream.readUint16();
  }

  readLength(end: number): number {
    if (end - this.stream.position < 4) throw new Error("it ends inside a length");
    return this.stream.readUint32();
  }

  readVr(tag: number, end: number): string {
    if (end - this.stream.position < 4) throw new Error("it ends inside a tag");
    const vr = this.stream.readFixedString(2);
    if (!isKnownVr(vr)) throw new Error(`${nameOf(tag)} has no value representation that DICOM knows`);
    return vr;
  }

  readValueLength(vr: string | undefined, end: number): number {
    if (vr === undefined) return this.readLength(end);
    if (!longVrs.has(vr)) return this.stream.readUint16();
    this.stream.readUint16();
    return this.readLength(end);
  }

  view(start: number, length: number): Uint8Array {
    return this.stream.byteArray.subarray(start, start + length);
  }
}

/** A tag as people know it: keyword where the dictionary has it, else (GGGG,EEEE). */
export function nameOf(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, "0");
  return keywords.get(tag) ?? `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
