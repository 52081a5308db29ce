import { type AttributeValue, type Dataset, vrOf } from "../dataset.ts";
import type { Keyword } from "../dictionary.ts";
import {
  isPrivate,
  isPrivateCreator,
  type PrivateKeyword,
  privateCreatorTag,
  privateKeywordOf,
} from "../private-dictionary.ts";
import { type TextDecoding, toTextDecoding } from "./character-sets.ts";
import {
  ElementStream,
  itemDelimiterTag,
  itemTag,
  keywordOf,
  nameOf,
  sequenceDelimiterTag,
  undefinedLength,
} from "./element-stream.ts";
import { readFragments } from "./fragments.ts";
import type { PixelData } from "./pixel-data.ts";
import { readSiemensHeader } from "./siemens-header.ts";
import { chooseVr, toValues } from "./values.ts";

/*
 * Walks over the elements of a data set (PS3.5 section 7) on dicom-parser's byte stream. dicom-parser's own walk is not used:
 * it recurses without a limit, gives the 64-bit VRs (such as that of the extended offset table) short lengths, and lets an
 * item be longer than the sequence that holds it. This walk reads the attributes of the dictionary, skips all others, and
 * throws a plain Error, one clause long, for violations of the encoding.
 */

/** Maximum nesting of sequences: the deepest objects of the standard need about ten levels. */
const deepestNesting = 40;

/** Maximum number of elements of a small deflated file: a deflate bomb would fill the memory one element at a time. */
const mostDeflatedElements = 200_000;

const pixelDataTag = 0x7fe00010;
/** FloatPixelData (OF) and DoubleFloatPixelData (OD), which replace PixelData (PS3.3 C.7.6.24). */
const floatPixelDataTags: ReadonlySet<number> = new Set([0x7fe00008, 0x7fe00009]);
const extendedOffsetTableTag = 0x7fe00001;

/** Attributes that are US or SS according to PixelRepresentation, if the file does not state the VR. */
const signedByPixelRepresentation = new Set<Keyword | PrivateKeyword>([
  "PixelPaddingValue",
  "PixelPaddingRangeLimit",
]);

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
  /** Length of uncompressed pixels that were not read, as stated by their element; undefined if unknown. */
  readonly nativeBytes: number | undefined;
}

/** Where a data set begins, and where the walk may stop. */
export interface WalkOptions {
  readonly explicitVR: boolean;
  readonly littleEndian: boolean;
  /** Offset of the data set in `bytes`. */
  readonly start: number;
  /** Stops before PixelData: the bytes need not include it. */
  readonly headerOnly: boolean;
  /** Size of the file, if `bytes` were inflated from it. */
  readonly deflatedBytes?: number;
}

/** Reads the attributes of a data set, up to and including PixelData; whatever follows is not read. */
export function readElements(bytes: Uint8Array, options: WalkOptions): Elements {
  const stream = new ElementStream(bytes, options.start, options.littleEndian);
  const { deflatedBytes } = options;
  // Unless it was deflated, a file cannot hold more elements than an eighth of its bytes.
  const most = deflatedBytes === undefined ? bytes.length : Math.max(mostDeflatedElements, deflatedBytes / 8);
  const walk = new Walk(stream, options.headerOnly, most);
  const dataset = walk.readDataset(bytes.length, false, {
    explicitVR: options.explicitVR,
    depth: 0,
    decoding: toTextDecoding([]),
  });
  const { pixelData, hasPixelData, nativeBytes } = walk;
  return { dataset, pixelData, hasPixelData, nativeBytes };
}

/** The context inside a sequence; one of VR UN with undefined length is encoded in implicit VR (PS3.5 6.2.2 note 2). */
function toInner(context: Context, fileVr: string | undefined): Context {
  const { decoding, explicitVR, depth } = context;
  return { decoding, depth: depth + 1, explicitVR: explicitVR && fileVr !== "UN" };
}

function privateKeyword(tag: number, creators: ReadonlyMap<number, string>): PrivateKeyword | undefined {
  const creator = creators.get(privateCreatorTag(tag));
  return creator === undefined ? undefined : privateKeywordOf(creator, tag);
}

/** An element whose tag was read. */
interface ElementToRead {
  readonly tag: number;
  readonly keyword: Keyword | PrivateKeyword | undefined;
  /** What was read before it. */
  readonly dataset: Dataset;
}

class Walk {
  readonly stream: ElementStream;
  readonly headerOnly: boolean;
  pixelData: PixelData | undefined;
  hasPixelData = false;
  nativeBytes: number | undefined;
  private extendedOffsets: readonly number[] = [];
  private elementsLeft: number;

  constructor(stream: ElementStream, headerOnly: boolean, mostElements: number) {
    this.stream = stream;
    this.headerOnly = headerOnly;
    this.elementsLeft = mostElements;
  }

  /** Reads elements up to `end`, or to the delimiter of an item with undefined length. */
  readDataset(end: number, delimited: boolean, context: Context): Dataset {
    const { stream } = this;
    const dataset: { [K in Keyword | PrivateKeyword]?: AttributeValue } = {};
    const creators = new Map<number, string>();
    let own = context;
    while (stream.position < end) {
      if (this.elementsLeft-- <= 0) throw new Error("it inflates to too many elements for its size");
      if (context.depth === 0 && this.stream.isPadding()) return dataset;
      const tag = this.stream.readTag(end);
      if (tag === itemDelimiterTag && delimited) {
        this.stream.readLength(end);
        return dataset;
      }
      if ((tag === pixelDataTag || floatPixelDataTags.has(tag)) && context.depth === 0) {
        this.hasPixelData = true;
        if (!this.headerOnly) this.readPixelData(tag, end, context);
        else this.nativeBytes = this.peekNativeBytes(tag, end, context);
        return dataset;
      }
      const keyword = isPrivate(tag) ? privateKeyword(tag, creators) : keywordOf(tag);
      const value = this.readElement({ tag, keyword, dataset }, end, own);
      if (value === undefined) continue;
      if (keyword === undefined) creators.set(tag, `${value[0] ?? ""}`);
      else if (keyword === "SiemensHeader")
        Object.assign(dataset, { ...readSiemensHeader(value), ...dataset });
      else dataset[keyword] = value;
      if (keyword === "SpecificCharacterSet")
        own = { ...context, decoding: toTextDecoding(value as readonly string[]) };
    }
    if (delimited) throw new Error("it ends inside a sequence");
    if (stream.position > end) throw new Error("an item is longer than the sequence that holds it");
    return dataset;
  }

  /** Reads the value of an element after its tag; undefined if no dictionary has it, unless it reserves a private block. */
  private readElement(
    { tag, keyword, dataset }: ElementToRead,
    end: number,
    context: Context,
  ): AttributeValue | undefined {
    const { stream } = this;
    const { vr: fileVr, length } = stream.readVrAndLength(tag, context.explicitVR, end);
    const start = stream.position;
    if (length === undefinedLength) {
      if (fileVr !== undefined && fileVr !== "SQ" && fileVr !== "UN") {
        readFragments(this.stream, end, this.extendedOffsets);
        return undefined;
      }
      const items = this.readItems(end, true, toInner(context, fileVr));
      return keyword && vrOf(keyword) === "SQ" ? items : undefined;
    }
    if (length > end - start) throw new Error(`it ends inside ${nameOf(tag)}`);
    if (tag === extendedOffsetTableTag) {
      this.extendedOffsets = toValues(
        "UV",
        this.stream.view(start, length),
        stream.byteOrder,
        context.decoding,
      ) as number[];
    }
    if (keyword === undefined) {
      stream.position = start + length;
      if (!isPrivateCreator(tag)) return undefined;
      return toValues("LO", stream.view(start, length), stream.byteOrder, context.decoding);
    }
    const vr = chooseVr(fileVr, vrOf(keyword));
    if (vr === "SQ") return this.readItems(start + length, false, toInner(context, fileVr));
    stream.position = start + length;
    const signed = signedByPixelRepresentation.has(keyword) && dataset.PixelRepresentation?.[0] === 1;
    const isVague = fileVr === undefined || fileVr === "UN";
    return toValues(
      isVague && signed ? "SS" : vr,
      this.stream.view(start, length),
      stream.byteOrder,
      context.decoding,
    );
  }

  /** Reads the items of a sequence up to `end`, or to the sequence delimiter. */
  private readItems(end: number, delimited: boolean, context: Context): Dataset[] {
    const { stream } = this;
    if (context.depth > deepestNesting)
      throw new Error(`its sequences are nested more than ${deepestNesting} deep`);
    const items: Dataset[] = [];
    while (stream.position < end) {
      if (this.elementsLeft-- <= 0) throw new Error("it inflates to too many items for its size");
      const tag = this.stream.readTag(end);
      const length = this.stream.readLength(end);
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

  /** Length of the pixels, if they are uncompressed and the bytes reach their header. */
  private peekNativeBytes(tag: number, end: number, { explicitVR }: Context): number | undefined {
    if (end - this.stream.position < 8) return undefined;
    const { length } = this.stream.readVrAndLength(tag, explicitVR, end);
    return length === undefinedLength ? undefined : length;
  }

  private readPixelData(tag: number, end: number, context: Context): void {
    const { stream } = this;
    const { vr, length } = stream.readVrAndLength(tag, context.explicitVR, end);
    if (length === undefinedLength) {
      this.pixelData = readFragments(this.stream, end, this.extendedOffsets);
      return;
    }
    const found = end - stream.position;
    if (length > found)
      throw new Error(
        `it is truncated: ${length} bytes of pixels were expected, but there are ${Math.max(found, 0)}`,
      );
    const bytes = this.stream.view(stream.position, length);
    this.pixelData = {
      kind: "native",
      bytes,
      ...(floatPixelDataTags.has(tag) && { isFloat: true }),
      ...(vr !== "OW" && !stream.isLittleEndian && { isBytes: true }),
    };
    stream.position += length;
  }
}
