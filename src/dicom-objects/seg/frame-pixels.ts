import { decodeFrame, type NativePixelData, type ParsedDicom, swapBytes } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { takeTurns } from "../../workers/index.ts";
import { packedSizeBytes } from "./bits.ts";
import { invalidSegmentation, type SegmentationObject } from "./parsed-object.ts";
import type { ReadInTurns } from "./read-progress.ts";

/** The frames of an object, uncompressed: packed bits, or one value per pixel. */
export type FramePixels = PackedPixels | PixelValues;

export interface PackedPixels {
  readonly kind: "bits";
  readonly bytes: Uint8Array;
  /** Distance from the first bit of one frame to the first of the next. */
  readonly frameStrideBits: number;
}

export interface PixelValues {
  readonly kind: "values";
  /** Rows * Columns values per frame. */
  readonly frames: readonly ArrayLike<number>[];
}

/**
 * The pixels of an uncompressed object: views of its bytes or, for 16-bit pixels and big-endian words, copies.
 * @throws AutosegError `invalid-segmentation` if they are missing, too few, or compressed.
 */
export function readFramePixels(parsed: ParsedDicom, object: SegmentationObject): FramePixels {
  const { fileName, rows, columns, frames, bitsAllocated } = object;
  const { pixelData } = parsed;
  if (!pixelData) throw invalidSegmentation(fileName, "has no pixels. Export it again.");
  if (pixelData.kind === "encapsulated")
    throw invalidSegmentation(
      fileName,
      "is compressed, which readDicomSegExactly does not support. Use readDicomSeg.",
    );
  const bytes = littleEndianBytes(parsed.transferSyntaxUID, pixelData, bitsAllocated);
  const frameBits = rows * columns * bitsAllocated;
  const expected = packedSizeBytes(frames.length, frameBits);
  // Some writers start every frame at a new byte, which the standard does not allow (PS3.5 8.1.1).
  const aligned = frames.length * Math.ceil(frameBits / 8);
  if (aligned > expected + 1 && (bytes.length === aligned || bytes.length === aligned + 1))
    return { kind: "bits", bytes, frameStrideBits: Math.ceil(frameBits / 8) * 8 };
  if (bytes.length < expected) {
    throw invalidSegmentation(
      fileName,
      `is truncated: its ${frames.length} frames need ${expected} bytes of pixels, but there are ${bytes.length}. Copy it again.`,
    );
  }
  if (bitsAllocated === 1) return { kind: "bits", bytes, frameStrideBits: frameBits };
  const frameBytes = frameBits / 8;
  return {
    kind: "values",
    frames: frames.map((_, index) => {
      const frame = bytes.subarray(index * frameBytes, (index + 1) * frameBytes);
      return bitsAllocated === 8 ? frame : new Uint16Array(frame.slice().buffer);
    }),
  };
}

/**
 * The pixels of an object, compressed or not.
 * @throws AutosegError as {@link readFramePixels}, and `unsupported-pixels` or `unreadable-dicom` for compressed pixels
 * that cannot be decoded, `cancelled`.
 */
export async function decodeFramePixels(
  parsed: ParsedDicom,
  object: SegmentationObject,
  sizeBytes: number,
  { signal, onProgress }: ReadInTurns,
): Promise<FramePixels> {
  const { pixelData } = parsed;
  if (pixelData?.kind !== "encapsulated") return readFramePixels(parsed, object);
  checkGrowth(object, sizeBytes);
  const frames: ArrayLike<number>[] = [];
  const turn = takeTurns(signal);
  for (const { frameIndex } of object.frames) {
    frames.push((await decodeFrame(parsed, frameIndex)).values);
    onProgress?.({ phase: "decoding", framesDone: frames.length, framesTotal: object.frames.length });
    await turn();
  }
  return { kind: "values", frames };
}

/** In big endian, pixels are in 16-bit words with swapped bytes, unless they have VR OB (PS3.5 A.3, 8.1.2). */
function littleEndianBytes(
  transferSyntaxUID: string,
  { bytes, isBytes }: NativePixelData,
  bitsAllocated: number,
): Uint8Array {
  const areWords = transferSyntaxUID === bigEndian && (!isBytes || bitsAllocated === 16);
  return areWords ? swapBytes(bytes.slice(), 2) : bytes;
}

/** Maximum decoded size of small objects, and maximum growth of larger ones: empty frames compress well. */
const [smallBytes, largestGrowth] = [2 ** 26, 256];

/** @throws AutosegError `unsupported-pixels` for an object of a few bytes that would be decoded to very many. */
function checkGrowth(
  { fileName, frames, rows, columns, bitsAllocated }: SegmentationObject,
  sizeBytes: number,
): void {
  const decoded = frames.length * rows * columns * Math.ceil(bitsAllocated / 8);
  if (decoded <= Math.max(smallBytes, largestGrowth * sizeBytes)) return;
  throw new AutosegError(
    "unsupported-pixels",
    `"${fileName}" would decode to ${decoded} bytes, more than its ${sizeBytes} bytes can hold. Decompress it with another program first.`,
    { fileName },
  );
}

const bigEndian = "1.2.840.10008.1.2.2";
