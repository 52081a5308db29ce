import dicomParser, { type ByteStream } from "dicom-parser";
import { dictionary, type Keyword } from "../dictionary.ts";
import type { NumberReader } from "./values.ts";
import { isKnownVr } from "./values.ts";

/** The length of a value that ends with a delimiter. */
export const undefinedLength = 0xffffffff;

export const itemTag = 0xfffee000;
export const itemDelimiterTag = 0xfffee00d;
export const sequenceDelimiterTag = 0xfffee0dd;

const longVrs = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

/** VR (if the file states one that DICOM knows) and length of an element. */
export interface ElementHeader {
  readonly vr: string | undefined;
  readonly length: number;
}

const keywords: ReadonlyMap<number, Keyword> = new Map(
  Object.entries(dictionary).map(([keyword, [tag]]) => [Number.parseInt(tag, 16), keyword as Keyword]),
);

/** Keyword of a tag in the dictionary. */
export function keywordOf(tag: number): Keyword | undefined {
  return keywords.get(tag);
}

/**
 * Reads the parts of elements in order (PS3.5 section 7.1). `end` is the end of the enclosing item or data set: reading
 * beyond it throws a plain Error, one clause long.
 */
export class ElementStream {
  readonly isLittleEndian: boolean;
  private readonly stream: ByteStream;
  /** Where the file's trailing zero bytes begin; computed once, since every element asks for it. */
  private readonly zerosFrom: number;

  constructor(bytes: Uint8Array, start: number, littleEndian: boolean) {
    this.isLittleEndian = littleEndian;
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

  get byteOrder(): NumberReader {
    return this.stream.byteArrayParser;
  }

  /** Whether only zero bytes follow: some writers pad files with them. */
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

  /**
   * Reads what is between tag and value: VR (undefined if the file states none that DICOM knows) and length.
   * @param explicitVR whether the file states VRs.
   */
  readVrAndLength(tag: number, explicitVR: boolean, end: number): ElementHeader {
    if (!explicitVR) return { vr: undefined, length: this.readLength(end) };
    if (end - this.stream.position < 4) throw new Error("it ends inside a tag");
    const start = this.stream.position;
    const vr = this.stream.readFixedString(2);
    if (!isKnownVr(vr)) return this.readUnknownVr(tag, start, end);
    if (!longVrs.has(vr)) return { vr, length: this.stream.readUint16() };
    this.stream.readUint16();
    return { vr, length: this.readLength(end) };
  }

  /**
   * Reads the length of an element whose VR DICOM does not know, at `start`. Future VRs are two capitals with a long length
   * (PS3.5 6.2 note 2); other letters are a writer's mistake, followed by a short length, as dcmtk reads them too. Some
   * writers omit the VR of single elements. The form after which another element follows is used.
   */
  private readUnknownVr(tag: number, start: number, end: number): ElementHeader {
    const { byteArray, byteArrayParser: order } = this.stream;
    const short = { at: start + 4, read: () => order.readUint16(byteArray, start + 2) };
    const long = { at: start + 8, read: () => order.readUint32(byteArray, start + 4) };
    const implicit = { at: start + 4, read: () => order.readUint32(byteArray, start) };
    const isCapital = [0, 1].every((index) => isBetween(byteArray[start + index]!, 0x41, 0x5a));
    const forms = isCapital ? [long, short, implicit] : [short, long, implicit];
    for (const { at, read } of forms) {
      if (at > end) continue;
      const length = read();
      if (at + length > end || !this.mayStandBefore(tag, at + length, end)) continue;
      this.stream.position = at;
      return { vr: undefined, length };
    }
    throw new Error(`${nameOf(tag)} has an unknown value representation`);
  }

  /** Whether an element that comes after `tag` starts at `position`, or the data set or item ends there. */
  private mayStandBefore(tag: number, position: number, end: number): boolean {
    if (position === end) return true;
    if (end - position < 8) return false;
    const { byteArray, byteArrayParser: order } = this.stream;
    const next = order.readUint16(byteArray, position) * 0x10000 + order.readUint16(byteArray, position + 2);
    if (next === itemDelimiterTag) return true;
    const [first, second] = [byteArray[position + 4]!, byteArray[position + 5]!];
    // The next element may have another unknown VR, but not zeros or other bytes that are not letters.
    const hasVr = isBetween(first, 0x20, 0x7e) && isBetween(second, 0x20, 0x7e);
    return next > tag && next < itemTag && hasVr;
  }

  view(start: number, length: number): Uint8Array {
    return this.stream.byteArray.subarray(start, start + length);
  }
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** A tag for messages: the keyword if the dictionary has it, else (GGGG,EEEE). */
export function nameOf(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, "0");
  return keywords.get(tag) ?? `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
