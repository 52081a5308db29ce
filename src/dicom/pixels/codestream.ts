/** The header of a compressed image; undefined fields are not stated there. */
export interface CodestreamHeader {
  readonly rows: number | undefined;
  readonly columns: number;
  readonly precision: number;
  readonly samplesPerPixel: number;
  /** Offset of the codestream: after any JP2 boxes. */
  readonly start: number;
  /** Number of tiles of a JPEG 2000 image. */
  readonly tiles?: number;
  /** Whether the first three components of a JPEG 2000 image are colour-transformed; its decoder reverses this. */
  readonly hasColourTransform?: boolean;
  /** Whether components of a JPEG 2000 image have fewer samples than the image has pixels. */
  readonly isSubsampled?: boolean;
  /** Marker of the JPEG frame header, which identifies the process; undefined for JPEG 2000. */
  readonly startOfFrame: number | undefined;
}

/** Reads the header of a JPEG, JPEG-LS or JPEG 2000 image, with or without JP2 boxes; undefined for anything else. */
export function readCodestreamHeader(bytes: Uint8Array): CodestreamHeader | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpegHeader(bytes);
  const start = findJpeg2000(bytes);
  return start === undefined ? undefined : readJpeg2000Header(bytes, start);
}

/** ITU-T T.81 B.2.2 and T.87 C.2.2: the frame header after any tables. */
function readJpegHeader(bytes: Uint8Array): CodestreamHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let position = 2;
  while (position + 9 <= bytes.length) {
    if (bytes[position] !== 0xff) return undefined;
    const marker = bytes[position + 1]!;
    if (marker === 0xff) {
      position++;
      continue;
    }
    const isFrame =
      marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));
    if (isFrame)
      return {
        precision: bytes[position + 4]!,
        rows: view.getUint16(position + 5) || undefined,
        columns: view.getUint16(position + 7),
        samplesPerPixel: bytes[position + 9] ?? 0,
        start: 0,
        startOfFrame: marker,
      };
    position += 2 + view.getUint16(position + 2);
  }
  return undefined;
}

/** Offset of the codestream: 0, or inside JP2 boxes near the beginning. */
function findJpeg2000(bytes: Uint8Array): number | undefined {
  for (let position = 0; position + 44 <= Math.min(bytes.length, 4096); position++) {
    if (
      bytes[position] === 0xff &&
      bytes[position + 1] === 0x4f &&
      bytes[position + 2] === 0xff &&
      bytes[position + 3] === 0x51
    )
      return position;
  }
  return undefined;
}

/** ITU-T T.800 A.5.1: the SIZ marker segment. */
function readJpeg2000Header(bytes: Uint8Array, start: number): CodestreamHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const tilesAlong = (at: number): number =>
    Math.ceil((view.getUint32(at) - view.getUint32(at + 24)) / view.getUint32(at + 16));
  return {
    columns: view.getUint32(8) - view.getUint32(16),
    rows: view.getUint32(12) - view.getUint32(20),
    precision: (view.getUint8(42) & 0x7f) + 1,
    samplesPerPixel: view.getUint16(40),
    start,
    tiles: tilesAlong(8) * tilesAlong(12),
    hasColourTransform: hasColourTransform(view),
    isSubsampled: isSubsampled(view),
    startOfFrame: undefined,
  };
}

/** XRsiz and YRsiz of the SIZ marker segment. */
function isSubsampled(view: DataView): boolean {
  for (let component = 0; component < view.getUint16(40) && 44 + 3 * component < view.byteLength; component++)
    if (view.getUint16(43 + 3 * component) !== 0x0101) return true;
  return false;
}

/** ITU-T T.800 A.6.1: SGcod of the COD marker segment. */
function hasColourTransform(view: DataView): boolean {
  let position = 2;
  while (position + 9 <= view.byteLength && view.getUint16(position) !== 0xff90) {
    if (view.getUint16(position) === 0xff52) return view.getUint8(position + 8) === 1;
    position += 2 + view.getUint16(position + 2);
  }
  return false;
}

/**
 * A frame decoded by a codec: samples pixel by pixel, little endian. The bytes may be in the codec's memory, which the next
 * frame overwrites.
 */
export interface DecodedImage {
  readonly bytes: Uint8Array;
  readonly bytesPerSample: 1 | 2;
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: number;
  /** Whether the samples are stored plane by plane. */
  readonly isPlanar?: boolean;
}

/** Decodes one compressed image synchronously. Throws a plain Error, one clause long, for broken data. */
export type Decode = (compressed: Uint8Array, header: CodestreamHeader) => DecodedImage;
