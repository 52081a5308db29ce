import type { ParsedDicom } from "../dicom/index.ts";
import { packedSizeBytes } from "./bits.ts";
import { invalidSegmentation, type SegmentationObject } from "./segmentation-object.ts";

/** The frames of an object, uncompressed. */
export interface FramePixels {
  readonly bytes: Uint8Array;
  /** From the first bit of one frame to the first of the next. */
  readonly frameStrideBits: number;
}

/**
 * The pixels of a segmentation object.
 * @throws AutosegError `invalid-segmentation` when they are missing, too few, or compressed in a way that is not read.
 */
export function readFramePixels(parsed: ParsedDicom, object: SegmentationObject): FramePixels {
  const { fileName, rows, columns, frames, bitsAllocated } = object;
  const { pixelData } = parsed;
  if (!pixelData) throw invalidSegmentation(fileName, "holds no pixels. Ask for a new export.");
  if (pixelData.kind === "encapsulated")
    throw invalidSegmentation(
      fileName,
      "is compressed in a way that cannot be read. Export it uncompressed.",
    );
  const { bytes } = pixelData;
  const frameBits = rows * columns * bitsAllocated;
  const expected = packedSizeBytes(frames.length, frameBits);
  // Some writers start every frame with a new byte, which the standard does not allow (PS3.5 8.1.1).
  const aligned = frames.length * Math.ceil(frameBits / 8);
  if (aligned > expected + 1 && (bytes.length === aligned || bytes.length === aligned + 1))
    return { bytes, frameStrideBits: Math.ceil(frameBits / 8) * 8 };
  if (bytes.length < expected) {
    throw invalidSegmentation(
      fileName,
      `is cut off: its ${frames.length} frames need ${expected} bytes of pixels, ${bytes.length} are there. Copy it again.`,
    );
  }
  return { bytes, frameStrideBits: frameBits };
}
