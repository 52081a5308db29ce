import { isAutosegError } from "../../errors.ts";
import { inflateRaw } from "../parse/inflate.ts";
import type { ParsedDicom } from "../parse/parse-dataset.ts";
import type { NativePixelData, PixelData } from "../parse/pixel-data.ts";
import { unreadable } from "../refusals.ts";
import type { PixelCodec } from "../transfer-syntaxes.ts";
import { type ImageCodec, loadDecoder } from "./codecs.ts";
import { type CodestreamHeader, type Decode, readCodestreamHeader } from "./codestream.ts";
import { expand422, isYbrDecoded, toRgb, withColours } from "./colour.ts";
import { checkCodestream, checkFrameSize } from "./decoding-limits.ts";
import { compressedFrameBytes } from "./encoded-frame.ts";
import { checkJpegIsWhole } from "./jpeg-segments.ts";
import { bytesPerSampleOf, type PixelFormat, samplesPerFrame, toPixelFormat } from "./pixel-format.ts";
import { decodeRle } from "./rle.ts";
import {
  interleave,
  type StoredValues,
  swapBytes,
  toStoredValues,
  unpackBits,
  unpackTwelveBits,
} from "./stored-values.ts";
import { checkTileParts } from "./tile-parts.ts";

/** A decoded frame: stored values, before any rescale. */
export interface DecodedFrame {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  /** Row by row; for colour as RGB, pixel by pixel. One-bit pixels are 0 and 1. */
  readonly values: StoredValues;
}

/**
 * Decodes one frame (`frameIndex` zero-based) in any of the {@link transferSyntaxes}.
 * @throws AutosegError `unsupported-pixels` for formats that cannot be decoded, `unreadable-dicom` for pixels that are
 * damaged, missing or of another size than the header says.
 */
export async function decodeFrame(parsed: ParsedDicom, frameIndex = 0): Promise<DecodedFrame> {
  return withDecodedFrame(parsed, frameIndex, (frame) => ({ ...frame, values: frame.values.slice() }));
}

/**
 * Calls `use` with a decoded frame, without copying it: the values may be those of the file, or in memory that the next frame
 * overwrites, so `use` must neither change nor keep them.
 * @param load provides the decoder; by default the one shared by all frames of this thread.
 * @throws AutosegError as {@link decodeFrame}, and whatever `use` throws.
 */
export async function withDecodedFrame<Result>(
  parsed: ParsedDicom,
  frameIndex: number,
  use: (frame: DecodedFrame) => Result,
  load: (codec: ImageCodec) => Promise<Decode> = loadDecoder,
): Promise<Result> {
  const format = toPixelFormat(parsed);
  try {
    if (!parsed.pixelData) throw new Error("it has no pixels");
    if (!(frameIndex >= 0 && frameIndex < format.numberOfFrames))
      throw new Error(`it has ${format.numberOfFrames} frames, so there is no frame ${frameIndex + 1}`);
    const { codec } = format.transferSyntax;
    const isCompressed = parsed.pixelData.kind === "encapsulated" && hasDecoder(codec);
    const decode = isCompressed ? await load(codec) : undefined;
    // Synchronous from here on: otherwise another frame could be decoded meanwhile.
    const values = decodeValues(parsed.pixelData, format, frameIndex, decode);
    const { rows, columns, samplesPerPixel } = format;
    return use({ rows, columns, samplesPerPixel, values });
  } catch (error) {
    if (isAutosegError(error)) throw error;
    throw unreadable(parsed.fileName, error instanceof Error ? error.message : String(error), error);
  }
}

function hasDecoder(codec: PixelCodec): codec is ImageCodec {
  return codec !== "native" && codec !== "deflate" && codec !== "rle";
}

function decodeValues(
  pixelData: PixelData,
  format: PixelFormat,
  frameIndex: number,
  decode: Decode | undefined,
): StoredValues {
  if (pixelData.kind === "native") return nativeValues(pixelData, format, frameIndex);
  const compressed = compressedFrameBytes(pixelData, frameIndex, format.numberOfFrames);
  const count = samplesPerFrame(format);
  const bytesPerSample = bytesPerSampleOf(format);
  checkFrameSize({ ...format, bytesPerPixel: bytesPerSample * format.samplesPerPixel }, compressed.length);
  const { codec } = format.transferSyntax;
  switch (codec) {
    case "native":
      // Uncompressed frames in fragments: not allowed, but they exist.
      return nativeValues({ bytes: compressed }, { ...format, numberOfFrames: 1 }, 0);
    case "deflate": {
      // Padded to an even length.
      const frameBytes = Math.ceil(frameBits(format) / 8);
      const inflated = inflateRaw(compressed, frameBytes + 1);
      return nativeValues({ bytes: inflated }, { ...format, numberOfFrames: 1 }, 0);
    }
    case "rle": {
      if (format.bitsAllocated === 1) return rleBits(compressed, format);
      const bytes = decodeRle(
        compressed,
        format.rows * format.columns,
        format.samplesPerPixel,
        bytesPerSample,
      );
      const layout = { bytesPerSample, littleEndian: true, isOwn: true };
      return inRgb(toStoredValues(bytes, count, { ...format, ...layout }), format);
    }
    default: {
      const { image, precision, isYbr } = decodeCodestream(decode!, compressed, format);
      const bits = image.bytesPerSample * 8;
      // Unsigned samples with no more bits than are stored have nothing to mask.
      const isMasked = !format.isSigned && precision <= format.bitsStored;
      const bitsStored = isMasked ? bits : Math.min(format.bitsStored, bits);
      const values = toStoredValues(image.bytes, count, {
        bytesPerSample: image.bytesPerSample,
        bitsStored,
        highBit: bitsStored - 1,
        isSigned: format.isSigned,
        unmasked: format.unmasked,
        littleEndian: true,
        isOwn: true,
      });
      const inOrder = image.isPlanar ? interleave(values, format.samplesPerPixel) : values;
      return isYbr ? toRgb(inOrder) : inOrder;
    }
  }
}

function decodeCodestream(decode: Decode, compressed: Uint8Array, format: PixelFormat) {
  const header = readCodestreamHeader(compressed);
  if (!header)
    throw new Error(`its header says ${format.transferSyntax.name}, but its pixels have another encoding`);
  const { rows = format.rows, columns, precision } = header;
  if (rows !== format.rows || columns !== format.columns)
    throw new Error(
      `its pixels are ${columns} x ${rows}, but its header says ${format.columns} x ${format.rows}`,
    );
  if (precision > 16) throw new Error(`its pixels have ${precision} bits; at most 16 are supported`);
  if (precision > format.bitsAllocated)
    throw new Error(
      `its pixels have ${precision} bits, but its header says BitsAllocated ${format.bitsAllocated}`,
    );
  const bytesPerPixel = header.samplesPerPixel * (precision > 8 ? 2 : 1);
  checkFrameSize({ columns, rows, bytesPerPixel }, compressed.length);
  checkCodestream(compressed, header);
  checkWhole(compressed, header, format);
  if (header.isSubsampled) throw new Error("its colours are subsampled");
  const isColour = header.samplesPerPixel === 3 && format.samplesPerPixel === 3;
  const isYbr = isColour && isYbrDecoded(header, format);
  const isJpeg = isColour && format.transferSyntax.codec === "jpeg";
  const image = decode(isJpeg ? withColours(compressed, format) : compressed, header);
  const expected = samplesPerFrame(format) * image.bytesPerSample;
  if (image.samplesPerPixel !== format.samplesPerPixel || image.bytes.length !== expected)
    throw new Error(
      `its pixels decompress to ${image.bytes.length} bytes of ${image.samplesPerPixel} samples; ${expected} of ${format.samplesPerPixel} were expected`,
    );
  if (image.columns !== columns || image.rows !== rows || image.bytesPerSample !== (precision > 8 ? 2 : 1))
    throw new Error(
      `its pixels decompress to ${image.columns} x ${image.rows} of ${image.bytesPerSample * 8} bits; ${columns} x ${rows} of ${precision} bits were expected`,
    );
  return { image, precision, isYbr };
}

/** Decoders accept incomplete streams. Throws a plain Error, one clause long, for one of these. */
function checkWhole(compressed: Uint8Array, header: CodestreamHeader, { transferSyntax }: PixelFormat): void {
  try {
    if (header.startOfFrame === undefined) checkTileParts(compressed, header);
    else checkJpegIsWhole(compressed, header.startOfFrame);
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`its ${transferSyntax.codec.toUpperCase()} data is damaged (${why})`, { cause: error });
  }
}

function frameBits(format: PixelFormat): number {
  return samplesPerFrame(format) * format.bitsAllocated;
}

function nativeValues(
  { bytes, isBytes }: NativePixels,
  format: PixelFormat,
  frameIndex: number,
): StoredValues {
  if (format.photometric === "YBR_FULL_422") {
    const frameBytes = (2 * samplesPerFrame(format)) / 3;
    const frame = bytes.subarray(frameBytes * frameIndex, frameBytes * (frameIndex + 1));
    if (format.columns % 2 !== 0 || bytes.length < frameBytes * format.numberOfFrames)
      throw new Error(`its colours are YBR_FULL_422, but its pixels are ${bytes.length} bytes`);
    return inRgb(expand422(frame, format.rows * format.columns), format);
  }
  const bits = frameBits(format);
  const neededBytes = Math.ceil((bits * format.numberOfFrames) / 8);
  if (bytes.length < neededBytes)
    throw new Error(
      `${neededBytes} bytes of pixels were expected for ${format.numberOfFrames} x ${format.columns} x ${format.rows}, but there are ${bytes.length}`,
    );
  const count = samplesPerFrame(format);
  const { littleEndian } = format.transferSyntax;
  if (!littleEndian && !isBytes && format.bitsAllocated < 16) {
    // Big-endian pixels narrower than a word are in byte-swapped words; a frame may begin inside one.
    const firstWord = Math.floor((bits * frameIndex) / 16);
    const words = bytes.slice(2 * firstWord, 2 * Math.ceil((bits * (frameIndex + 1)) / 16));
    return narrowValues(swapBytes(words, 2), bits * frameIndex - 16 * firstWord, format);
  }
  if (format.bitsAllocated < 16) return narrowValues(bytes, bits * frameIndex, format);
  const bytesPerSample = bytesPerSampleOf(format);
  const samples = bytes.subarray(count * bytesPerSample * frameIndex);
  return inPixelOrder(toStoredValues(samples, count, { ...format, bytesPerSample, littleEndian }), format);
}

type NativePixels = Pick<NativePixelData, "bytes" | "isBytes">;

/** Pixels with 1, 8 or 12 bits allocated, packed from a given bit on. */
function narrowValues(bytes: Uint8Array, firstBit: number, format: PixelFormat): StoredValues {
  const count = samplesPerFrame(format);
  const { bitsAllocated } = format;
  if (bitsAllocated === 1) return unpackBits(bytes, firstBit, count);
  const isPacked = bitsAllocated === 12;
  const samples = isPacked ? unpackTwelveBits(bytes, firstBit / 12, count) : bytes.subarray(firstBit / 8);
  const layout = { bytesPerSample: bytesPerSampleOf(format), littleEndian: true, isOwn: isPacked };
  return inPixelOrder(toStoredValues(samples, count, { ...format, ...layout }), format);
}

function inPixelOrder(values: StoredValues, format: PixelFormat): StoredValues {
  return inRgb(format.isPlanar ? interleave(values, format.samplesPerPixel) : values, format);
}

function inRgb(values: StoredValues, { samplesPerPixel, photometric }: PixelFormat): StoredValues {
  return samplesPerPixel === 3 && photometric.startsWith("YBR_FULL") ? toRgb(values) : values;
}

/** One-bit pixels in RLE: the bits stay packed inside the only segment (PS3.5 8.2.2). */
function rleBits(compressed: Uint8Array, format: PixelFormat): StoredValues {
  const count = samplesPerFrame(format);
  return unpackBits(decodeRle(compressed, Math.ceil(count / 8), 1, 1), 0, count);
}
