import type { CodestreamHeader } from "./codestream.ts";

/**
 * What a codec makes of one compressed frame: samples pixel by pixel, little endian. The bytes may lie in the codec's
 * memory, where the next frame will be.
 */
export interface DecodedImage {
  readonly bytes: Uint8Array;
  readonly bytesPerSample: 1 | 2;
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: number;
  /** Whether the samples come plane after plane. */
  readonly isPlanar?: boolean;
}

/** Decodes one compressed image at once. Throws a plain Error, one clause long, for broken data. */
export type Decode = (compressed: Uint8Array, header: CodestreamHeader) => DecodedImage;
