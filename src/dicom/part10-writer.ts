import { Deflate } from "fflate";
import { type AttributeValue, type Dataset, keywordsOf } from "./dataset.ts";
import { dictionary, type Keyword } from "./dictionary.ts";
import { ElementWriter, invalid, undefinedLength } from "./element-writer.ts";
import { joinBytes } from "./parse/pixel-data.ts";
import { ownElements, type PrivateKeyword } from "./private-dictionary.ts";

/** Uncompressed pixels, written directly to their final position, so that they are never in memory twice. */
export interface PixelFill {
  readonly vr: "OB" | "OW";
  /** Size before padding to an even length. */
  readonly sizeBytes: number;
  /** Size of the parts in which pixels may be written, except the last: an even number. */
  readonly partBytes: number;
  /** Writes the pixels from byte `start` on into `target`, which is zeroed: all of them, or a part. */
  fill(target: Uint8Array, start: number): void;
}

/** Compressed pixels: one fragment per frame, made one at a time (PS3.5 A.4). */
export interface PixelFragments {
  fragments(): Iterable<Uint8Array>;
}

export interface Part10Options {
  /** Encodes sequences and items with undefined length and delimiters; by default with defined length. */
  readonly undefinedLengths?: boolean;
  /** PixelData, instead of `dataset.PixelData`. */
  readonly pixels?: PixelFill | PixelFragments;
}

const implicitVR = "1.2.840.10008.1.2";
const deflated = "1.2.840.10008.1.2.1.99";

/**
 * Writes a DICOM file (PS3.10 section 7): preamble, file meta information and data set in the little-endian transfer syntax
 * that
 * `dataset.TransferSyntaxUID` names: implicit, deflated or, for any other, explicit VR. Group 0002 is taken from `dataset`,
 * except its length and version. Text is written in UTF-8, so `dataset` should state SpecificCharacterSet ISO_IR 192 unless
 * it is ASCII. Attributes are sorted by tag, values padded to even lengths, and numbers of VR DS rounded to 16 characters.
 * @throws AutosegError `invalid-argument` for a value that its VR cannot hold.
 */
export function writePart10(dataset: Dataset, options: Part10Options = {}): Uint8Array<ArrayBuffer> {
  const { pixels } = options;
  const isPlain = dataset.TransferSyntaxUID?.[0] !== deflated;
  if (!isPlain || !pixels || "fragments" in pixels) return joinBytes([...part10Parts(dataset, options)]);
  const head = headOf(dataset, options);
  const bytes = new Uint8Array(head.length + pixels.sizeBytes + (pixels.sizeBytes % 2));
  bytes.set(head);
  pixels.fill(bytes.subarray(head.length, head.length + pixels.sizeBytes), 0);
  return bytes;
}

/** {@link writePart10} in consecutive parts; the pixels are never in memory as a whole. */
export function* part10Parts(
  dataset: Dataset,
  options: Part10Options = {},
): Generator<Uint8Array<ArrayBuffer>> {
  const head = headOf(dataset, options);
  if (dataset.TransferSyntaxUID?.[0] !== deflated) {
    yield head;
    yield* pixelParts(options.pixels);
    return;
  }
  const metaEnd = 144 + new DataView(head.buffer).getUint32(140, true);
  yield head.slice(0, metaEnd);
  yield* deflateParts(withFirst(head.subarray(metaEnd), pixelParts(options.pixels)));
}

/** Everything before the pixels, including their element header; the whole file if `options` has none. */
function headOf(
  dataset: Dataset,
  { undefinedLengths = false, pixels }: Part10Options,
): Uint8Array<ArrayBuffer> {
  const meta: { [K in Keyword]?: AttributeValue } = { FileMetaInformationVersion: Uint8Array.of(0, 1) };
  const body: { [K in Keyword | PrivateKeyword]?: AttributeValue } = {};
  for (const [keyword] of ownElements) if (dataset[keyword]) body[keyword] = dataset[keyword];
  for (const keyword of keywordsOf(dataset)) {
    if (keyword === "FileMetaInformationGroupLength") continue;
    (dictionary[keyword][0].startsWith("0002") ? meta : body)[keyword] = dataset[keyword]!;
  }
  if (pixels) delete body.PixelData;

  const metaWriter = new ElementWriter();
  metaWriter.skip(128);
  metaWriter.ascii("DICM");
  metaWriter.dataset({ FileMetaInformationGroupLength: [0], ...meta }, "OB");
  metaWriter.patchUint32(140, metaWriter.length - 144);

  const writer = new ElementWriter({
    undefinedLengths,
    implicitVR: dataset.TransferSyntaxUID?.[0] === implicitVR,
  });
  // dataset.PixelData has VR OB unless more than eight bits are allocated (PS3.5 A.2).
  writer.dataset(body, (dataset.BitsAllocated?.[0] ?? 8) === 16 ? "OW" : "OB");
  if (pixels && "fragments" in pixels) {
    writer.elementHeader(dictionary.PixelData[0], "OB", undefinedLength);
    // An empty basic offset table, since the fragments' sizes are not known yet; each fragment is one frame.
    writer.tag(item);
    writer.uint(0, 4);
  } else if (pixels) {
    const paddedBytes = pixels.sizeBytes + (pixels.sizeBytes % 2);
    if (paddedBytes >= undefinedLength)
      throw invalid(
        "PixelData",
        `PixelData is ${pixels.sizeBytes} bytes long; one element holds at most 4 GiB.`,
      );
    writer.elementHeader(dictionary.PixelData[0], pixels.vr, paddedBytes);
  }
  return joinBytes([metaWriter.finish(), writer.finish()]);
}

const item = "FFFEE000";
const sequenceDelimiter = "FFFEE0DD";

function* pixelParts(pixels: Part10Options["pixels"]): Generator<Uint8Array<ArrayBuffer>> {
  if (!pixels) return;
  if ("fragments" in pixels) {
    for (const fragment of pixels.fragments()) {
      const part = new ElementWriter();
      part.tag(item);
      part.uint(fragment.length + (fragment.length % 2), 4);
      part.append(fragment);
      if (fragment.length % 2 === 1) part.skip(1);
      yield part.finish();
    }
    const end = new ElementWriter();
    end.tag(sequenceDelimiter);
    end.uint(0, 4);
    yield end.finish();
    return;
  }
  const { sizeBytes, partBytes, fill } = pixels;
  for (let start = 0; start < sizeBytes; start += partBytes) {
    const size = Math.min(partBytes, sizeBytes - start);
    const part = new Uint8Array(size + (size % 2));
    fill(part.subarray(0, size), start);
    yield part;
  }
}

/** Deflates the parts (RFC 1951) as one stream, padded to an even length (PS3.5 A.5). */
function* deflateParts(parts: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  let ready: Uint8Array[] = [];
  let sizeBytes = 0;
  const deflate = new Deflate({ level: 6 }, (chunk) => ready.push(chunk));
  const take = () => {
    const taken = joinBytes(ready);
    ready = [];
    sizeBytes += taken.length;
    return taken;
  };
  for (const part of parts) {
    deflate.push(part);
    yield take();
  }
  deflate.push(new Uint8Array(0), true);
  yield take();
  if (sizeBytes % 2 === 1) yield new Uint8Array(1);
}

function* withFirst(first: Uint8Array, rest: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield first;
  yield* rest;
}
