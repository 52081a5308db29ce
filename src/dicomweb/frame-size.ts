import { type Dataset, number, transferSyntaxes } from "../dicom/index.ts";
import type { Part } from "./multipart.ts";

/** The expected length of an image's frames, from its metadata. */
export interface FrameSize {
  /** Bytes of an uncompressed frame; undefined if the metadata do not state it. */
  readonly nativeBytes: number | undefined;
  /** What is wrong with the length of a frame, as a clause. */
  problemOf(part: Part): string | undefined;
}

/** Maximum number of frames, and of bytes, per request. */
const [mostFrames, mostRequestBytes] = [8, 64 * 2 ** 20];

/** Compression may lengthen noise, but not double it; a very small frame may have headers longer than itself. */
const [largestGrowth, headerBytes] = [2, 64 * 1024];

/** A header may claim any size; longer frames are never read. */
const mostBytesOfFrame = 2 ** 29;

/** Whole instances must fit into memory. */
const mostBytesOfInstance = 2 ** 31;

/** Allowance for what an instance has besides its frames: functional groups, tables, private values. */
const mostHeaderBytes = 64 * 2 ** 20;

export function describeFrame(dataset: Dataset): FrameSize {
  const bits =
    (number(dataset, "Rows") ?? 0) *
    (number(dataset, "Columns") ?? 0) *
    (number(dataset, "SamplesPerPixel") ?? 1) *
    (number(dataset, "BitsAllocated") ?? 0);
  const nativeBytes = bits > 0 ? Math.ceil(bits / 8) : undefined;
  return {
    nativeBytes,
    problemOf: (part) => {
      const { length } = part.body;
      if (nativeBytes === undefined) return "the metadata do not state the size of its frames";
      if (length === 0) return "an empty frame was returned";
      const isNative = transferSyntaxes.get(syntaxOf(part))?.codec === "native";
      // A value of odd length is padded by one byte (PS3.5 7.1.1).
      const fits = isNative
        ? length === nativeBytes || (nativeBytes % 2 === 1 && length === nativeBytes + 1)
        : length <= largestGrowth * nativeBytes + headerBytes;
      if (fits) return undefined;
      return isNative
        ? `a frame of ${nativeBytes} bytes was expected, but ${length} bytes were returned`
        : `a frame of ${nativeBytes} bytes was expected, but ${length} compressed bytes were returned`;
    },
  };
}

/** Number of frames for one request. */
export function framesAtATime({ nativeBytes = 1 }: FrameSize): number {
  return Math.max(1, Math.min(mostFrames, Math.floor(mostRequestBytes / nativeBytes)));
}

/** Maximum size of a frame with its part's headers. */
export function mostFrameBytes({ nativeBytes = 0 }: FrameSize): number {
  return Math.min(mostBytesOfFrame, largestGrowth * nativeBytes + 2 * headerBytes);
}

/** Maximum size of a whole instance. */
export function mostInstanceBytes(dataset: Dataset): number {
  const { nativeBytes = 0 } = describeFrame(dataset);
  const frames = number(dataset, "NumberOfFrames") ?? 1;
  return Math.min(mostBytesOfInstance, mostHeaderBytes + largestGrowth * nativeBytes * frames);
}

/** The transfer syntax that a part's type names; by default Explicit VR Little Endian, or the media type's own (PS3.18 8.7.3.3.2). */
export function syntaxOf({ contentType }: Part): string {
  const stated = /transfer-syntax="?([\d.]+)/i.exec(contentType)?.[1];
  if (stated !== undefined) return stated;
  const mediaType = /^[\w/+.-]+/.exec(contentType.toLowerCase())?.[0] ?? "";
  return defaultSyntaxes[mediaType] ?? "1.2.840.10008.1.2.1";
}

const defaultSyntaxes: Readonly<Record<string, string>> = {
  "image/jpeg": "1.2.840.10008.1.2.4.70",
  "image/dicom-rle": "1.2.840.10008.1.2.5",
  "image/x-dicom-rle": "1.2.840.10008.1.2.5",
  "image/jls": "1.2.840.10008.1.2.4.80",
  "image/x-jls": "1.2.840.10008.1.2.4.80",
  "image/jp2": "1.2.840.10008.1.2.4.90",
  "image/jphc": "1.2.840.10008.1.2.4.201",
};
