import type { Dataset } from "../dataset.ts";
import type { ParsedDicom } from "../parse/parse-dataset.ts";
import { type EncapsulatedPixelData, joinBytes } from "../parse/pixel-data.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import { samplesPerFrame, toPixelFormat } from "./pixel-format.ts";

/** The stored bytes of one frame (`frameIndex` zero-based). Throws a plain Error if they are missing. */
export function encodedFrame(parsed: ParsedDicom, frameIndex: number): Uint8Array {
  const { pixelData } = parsed;
  if (!pixelData) throw new Error("it has no pixels");
  const format = toPixelFormat(parsed);
  if (pixelData.kind === "encapsulated")
    return compressedFrameBytes(pixelData, frameIndex, format.numberOfFrames);
  const frameBytes = (samplesPerFrame(format) * format.bitsAllocated) / 8;
  return pixelData.bytes.subarray(
    Math.floor(frameBytes * frameIndex),
    Math.ceil(frameBytes * (frameIndex + 1)),
  );
}

/** A file with only this frame, for decodeFrame. */
export function toSingleFrame(
  fileName: string,
  transferSyntaxUID: string,
  dataset: Dataset,
  bytes: Uint8Array,
): ParsedDicom {
  const isNative = transferSyntaxes.get(transferSyntaxUID)?.codec === "native";
  return {
    fileName,
    transferSyntaxUID,
    dataset: { ...dataset, NumberOfFrames: [1] },
    pixelData: isNative
      ? { kind: "native", bytes }
      : { kind: "encapsulated", fragments: [bytes], fragmentOffsets: [0], frameOffsets: [] },
    hasPixelData: true,
  };
}

/**
 * The compressed bytes of one frame (PS3.5 A.4): one fragment, or those that belong together according to the offset table or
 * the codestreams' markers. Throws a plain Error, one clause long, if this cannot be determined.
 */
export function compressedFrameBytes(
  pixelData: EncapsulatedPixelData,
  frameIndex: number,
  numberOfFrames: number,
): Uint8Array {
  const { fragments } = pixelData;
  if (fragments.length === 0) throw new Error("it has no pixels");
  const starts = knownStarts.get(pixelData) ?? frameStarts(pixelData, numberOfFrames);
  knownStarts.set(pixelData, starts);
  const start = starts[frameIndex];
  if (start === undefined || starts.length !== numberOfFrames)
    throw new Error(`${numberOfFrames} frames were expected, but there are ${starts.length}`);
  const own = fragments.slice(start, starts[frameIndex + 1] ?? fragments.length);
  return own.length === 1 ? own[0]! : joinBytes(own);
}

/** First fragments of frames, found once per image, however many frames are decoded. */
const knownStarts = new WeakMap<EncapsulatedPixelData, readonly number[]>();

/** Index of each frame's first fragment. */
function frameStarts(pixelData: EncapsulatedPixelData, numberOfFrames: number): number[] {
  const { fragments, fragmentOffsets, frameOffsets } = pixelData;
  if (numberOfFrames === 1) {
    const starts = fragments.flatMap((fragment, index) => (startsFrame(fragment) ? [index] : []));
    return starts.length > 1 ? starts : [0];
  }
  if (fragments.length === numberOfFrames) return fragments.map((_, index) => index);
  if (frameOffsets.length === numberOfFrames) {
    const byOffset = new Map(fragmentOffsets.map((offset, index) => [offset, index]));
    const starts = frameOffsets.map((offset) => byOffset.get(offset));
    if (starts.every((start) => start !== undefined)) return starts as number[];
  }
  return fragments.flatMap((fragment, index) => (startsCodestream(fragment) ? [index] : []));
}

/**
 * Whether a fragment starts a frame: a codestream, or RLE, whose header lists up to 15 segments and is followed by the first
 * (PS3.5 G.5).
 */
function startsFrame(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isRle =
    bytes.length >= 64 &&
    view.getUint32(0, true) >= 1 &&
    view.getUint32(0, true) <= 15 &&
    view.getUint32(4, true) === 64;
  return isRle || startsCodestream(bytes);
}

/** JPEG and JPEG-LS start with SOI and another marker, JPEG 2000 with SOC and SIZ, or the JP2 signature. */
function startsCodestream(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xd8 && c === 0xff) return true;
  if (a === 0xff && b === 0x4f && c === 0xff && d === 0x51) return true;
  return a === 0 && b === 0 && c === 0 && d === 12 && bytes[4] === 0x6a && bytes[5] === 0x50;
}
