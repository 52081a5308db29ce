/** PixelData (7FE0,0010) as stored in the file, nothing decoded yet. */
export type PixelData = NativePixelData | EncapsulatedPixelData;

/** Uncompressed: the frames one after the other, in the byte order of the transfer syntax. */
export interface NativePixelData {
  readonly kind: "native";
  /** A view of the file's bytes, not a copy. */
  readonly bytes: Uint8Array;
  /** Whether it is FloatPixelData or DoubleFloatPixelData. */
  readonly isFloat?: boolean;
  /** Whether big-endian pixels have VR OB instead of OW, which has 16-bit words whatever the pixel size (PS3.5 A.3, 8.1.2). */
  readonly isBytes?: boolean;
}

/** Compressed: a list of fragments, one or more per frame (PS3.5 A.4). */
export interface EncapsulatedPixelData {
  readonly kind: "encapsulated";
  /** Views of the file's bytes, without item headers and without the offset table. */
  readonly fragments: readonly Uint8Array[];
  /** For each fragment, the offset of its item header from the first fragment's, in bytes: the unit of offset tables. */
  readonly fragmentOffsets: readonly number[];
  /** Offset of each frame, from the extended or the basic offset table; empty if the file has neither. */
  readonly frameOffsets: readonly number[];
}

/** Concatenates byte arrays: fragments of a frame, parts of a file. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}
