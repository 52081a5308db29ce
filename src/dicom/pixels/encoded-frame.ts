import type { Dataset } from "../dataset.ts";
import type { ParsedDicom } from "../parse/parse-dataset.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import { compressedFrameBytes } from "./frame-bytes.ts";
import { samplesPerFrame, toPixelFormat } from "./pixel-format.ts";

/** The bytes of one frame (`frameIndex` zero-based) as they are stored. Throws a plain Error where they are not there. */
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

/** A file of this one frame, for decodeFrame. */
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
