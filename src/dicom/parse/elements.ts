import dicomParser, { type ByteStream } from "dicom-parser";
import type { AttributeValue, Dataset } from "../dataset.ts";
import { dictionary, type Keyword } from "../dictionary.ts";
import { type TextDecoding, toTextDecoding } from "./character-sets.ts";
import type { EncapsulatedPixelData, PixelData } from "./pixel-data.ts";
import { chooseVr, isKnownVr, toValues } from "./values.ts";

/*
 * The walk over the elements of a data set (PS3.5 section 7), on dicom-parser's byte stream. dicom-parser's own walk is
 * not used: it recurses without a limit, takes the 64-bit VRs (of the extended offset table, for one) to have short
 * lengths, and lets an item be longer than the sequence that holds it. This one reads the attributes of the dictionary,
 * steps over all others, and throws a plain Error, one clause long, for what breaks the rules.
 */

/** Sequences within sequences: the deepest objects of the standard need about ten. */
const deepestNesting = 40;

const undefinedLength = 0xffffffff;
const itemTag = 0xfffee000;
const itemDelimiterTag = 0xfffee00d;
const sequenceDelimiterTag = 0xfffee0dd;
const pixelDataTag = 0x7fe00010;
const extendedOffsetTableTag = 0x7fe00001;

const longVrs = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

const keywords: ReadonlyMap<number, Keyword> = new Map(
  Object.entries(dictionary).map(([keyword, [tag]]) => [Number.parseInt(tag, 16), keyword as Keyword]),
);

/** Attributes that are US or SS, as PixelRepresentation says, where the file itself does not. */
const signedByPixelRepresentation = new Set<Keyword>(["PixelPaddingValue"]);

interface Context {
  readonly explicitVR: boolean;
  readonly depth: number;
  readonly decoding: TextDecoding;
}

/** What a walk has found at the top level. */
export interface Elements {
  readonly dataset: Dataset;
  readonly pixelData: PixelData | undefined;
  /** Whether PixelData was reached, read or not. */
  readonly hasPixelData: boolean;
}

/** How a data set begins and where the walk over it may stop. */
export interface WalkOptions {
  readonly explicitVR: boolean;
  readonly littleEndian: boolean;
  /** Where the data set starts in `bytes`. */
  readonly start: number;
  /** Stop before PixelData: the bytes need not hold it. */
  readonly headerOnly: boolean;
}

/** The attributes of a data set, up to and including PixelData; what follows that is left unread. */
export function readElements(bytes: Uint8Array, options: WalkOptions): Elements {
  const byteOrder = options.littleEndian
    ? dicomParser.littleEndianByteArrayParser
    : dicomParser.bigEndianByteArrayParser;
  const stream = new dicomParser.ByteStream(byteOrder, bytes, options.start);
  const walk = new Walk(stream, options.headerOnly);
  const dataset = walk.readDataset(bytes.length, false, {
    explicitVR: options.explicitVR,
    depth: 0,
    decoding: toTextDecoding([]),
  });
  return { dataset, pixelData: walk.pixelData, hasPixelData: walk.hasPixelData };
}

class Walk {
  readonly stream: ByteStream;
  readonly headerOnly: boolean;
  pixelData: PixelData | undefined;
  hasPixelData = false;
  private extendedOffsets: readonly number[] = [];

  constructor(stream: ByteStream, headerOnly: boolean) {
    this.stream = stream;
    this.headerOnly = headerOnly;
  }

  /** Elements up to `end`, or to the delimiter of an item whose length is undefined. */
  readDataset(end: number, delimited: boolean, context: Context): Dataset {
    const { stream } = this;
    const dataset: { [K in Keyword]?: AttributeValue } = {};
    let { decoding } = context;
    while (stream.position < end) {
      if (context.depth === 0 && this.isPadding(end)) return dataset;
      const tag = this.readTag(end);
      if (tag === itemDelimiterTag && delimited) {
        this.readLength(end);
        return dataset;
      }
      if (tag === pixelDataTag && context.depth === 0) {
        this.hasPixelData = true;
        if (!this.headerOnly) this.readPixelData(end, context);
        return dataset;
      }
      const keyword = keywords.get(tag);
      const value = this.readElement(tag, keyword, end, { ...context, decoding }, dataset);
      if (value === undefined || keyword === undefined) continue;
      dataset[keyword] = value;
      if (keyword === "SpecificCharacterSet") decoding = toTextDecoding(value as readonly string[]);
    }
    if (delimited) throw new Error("it ends inside a sequence");
    if (stream.position > end) throw new Error("an item is longer than the sequence that holds it");
    return dataset;
  }

  /** Value of one element, the stream behind its tag; undefined for what the dictionary does not have. */
  private readElement(
    tag: number,
    keyword: Keyword | undefined,
    end: number,
    context: Context,
    dataset: Dataset,
  ): AttributeValue | undefined {
    const { stream } = this;
    const fileVr = context.explicitVR ? this.readVr(tag, end) : undefined;
    const length = this.readValueLength(fileVr, end);
    const start = stream.position;
    // An UN sequence of undefined length is written in implicit VR (PS3.5 6.2.2 note 2).
    const inner = { ...context, depth: context.depth + 1, ...(fileVr === "UN" && { explicitVR: false }) };
    if (length === undefinedLength) {
      if (fileVr !== undefined && fileVr !== "SQ" && fileVr !== "UN") {
        this.readFragments(end);
        return undefined;
      }
      const items = this.readItems(end, true, inner);
      return keyword && dictionary[keyword][1] === "SQ" ? items : undefined;
    }
    if (length > end - start) throw new Error(`it ends inside ${nameOf(tag)}`);
    if (tag === extendedOffsetTableTag) {
      this.extendedOffsets = toValues(
        "UV",
        this.view(start, length),
        stream.byteArrayParser,
        context.decoding,
      ) as number[];
    }
    if (keyword === undefined) {
      stream.position = start + length;
      return undefined;
    }
    const vr = chooseVr(fileVr, dictionary[keyword][1]);
    if (vr === "SQ") return this.readItems(start + length, false, inner);
    stream.position = start + length;
    const signed = signedByPixelRepresentation.has(keyword) && dataset.PixelRepresentation?.[0] === 1;
    const isVague = fileVr === undefined || fileVr === "UN";
    return toValues(
      isVague && signed ? "SS" : vr,
      this.view(start, length),
      stream.byteArrayParser,
      context.decoding,
    );
  }

  /** Items of a sequence up to `end`, or to the sequence delimiter. */
  private readItems(end: number, delimited: boolean, context: Context): Dataset[] {
    const { stream } = this;
    if (context.depth > deepestNesting)
      throw new Error(`its sequences are nested more than ${deepestNesting} deep`);
    const items: Dataset[] = [];
    while (stream.position < end) {
      const tag = this.readTag(end);
      const length = this.readLength(end);
      if (tag === sequenceDelimiterTag) {
        if (delimited) return items;
        continue;
      }
      if (tag !== itemTag) throw new Error(`a sequence holds ${nameOf(tag)} where an item should start`);
      if (length === undefinedLength) {
        items.push(this.readDataset(end, true, context));
        continue;
      }
      if (length > end - stream.position) throw new Error("it ends inside an item of a sequence");
      items.push(this.readDataset(stream.position + length, false, context));
    }
    if (delimited) throw new Error("it ends inside a sequence");
    return items;
  }

  private readPixelData(end: number, context: Context): void {
    const { stream } = this;
    const vr = context.explicitVR ? this.readVr(pixelDataTag, end) : undefined;
    const length = this.readValueLength(vr, end);
    if (length === undefinedLength) {
      this.pixelData = this.readFragments(end);
      return;
    }
    const found = end - stream.position;
    if (length > found)
      throw new Error(
        `it is cut off: ${length} bytes of pixels were expected, ${Math.max(found, 0)} are there`,
      );
    this.pixelData = { kind: "native", bytes: this.view(stream.position, length) };
    stream.position += length;
  }

  /** The offset table and the fragments of encapsulated pixels (PS3.5 A.4). */
  private readFragments(end: number): EncapsulatedPixelData {
    const { stream } = this;
    const parts: { view: Uint8Array; at: number }[] = [];
    for (;;) {
      const at = stream.position;
      if (end - at < 8) throw new Error("it is cut off: its compressed pixels have no end");
      const tag = this.readTag(end);
      const length = this.readLength(end);
      if (tag === sequenceDelimiterTag) break;
      if (tag !== itemTag)
        throw new Error(`its compressed pixels hold ${nameOf(tag)} where a fragment should start`);
      if (length > end - stream.position)
        throw new Error(
          `it is cut off: a fragment of ${length} bytes was expected, ${end - stream.position} are there`,
        );
      parts.push({ view: this.view(stream.position, length), at });
      stream.position += length;
    }
    const [table, ...fragments] = parts;
    const firstAt = fragments[0]?.at ?? 0;
    const basicOffsets = table
      ? (toValues("UL", table.view, stream.byteArrayParser, toTextDecoding([])) as number[])
      : [];
    return {
      kind: "encapsulated",
      fragments: fragments.map(({ view }) => view),
      fragmentOffsets: fragments.map(({ at }) => at - firstAt),
      frameOffsets: this.extendedOffsets.length > 0 ? this.extendedOffsets : basicOffsets,
    };
  }

  /** Whether nothing but zero bytes follow: some writers pad files so. */
  private isPadding(end: number): boolean {
    const { byteArray, position } = this.stream;
    if (byteArray[position] !== 0 || byteArray[position + 1] !== 0) return false;
    for (let index = position; index < end; index++) if (byteArray[index] !== 0) return false;
    return true;
  }

  private readTag(end: number): number {
    if (end - this.stream.position < 4) throw new Error("it ends inside a tag");
    return this.stream.readUint16() * 0x10000 + this.stream.readUint16();
  }

  private readLength(end: number): number {
    if (end - this.stream.position < 4) throw new Error("it ends inside a length");
    return this.stream.readUint32();
  }

  private readVr(tag: number, end: number): string {
    if (end - this.stream.position < 4) throw new Error("it ends inside a tag");
    const vr = this.stream.readFixedString(2);
    if (!isKnownVr(vr)) throw new Error(`${nameOf(tag)} has no value representation that DICOM knows`);
    return vr;
  }

  private readValueLength(vr: string | undefined, end: number): number {
    if (vr === undefined) return this.readLength(end);
    if (!longVrs.has(vr)) return this.stream.readUint16();
    this.stream.readUint16();
    return this.readLength(end);
  }

  private view(start: number, length: number): Uint8Array {
    return this.stream.byteArray.subarray(start, start + length);
  }
}

/** A tag as people know it: keyword where the dictionary has it, else (GGGG,EEEE). */
function nameOf(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, "0");
  return keywords.get(tag) ?? `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
