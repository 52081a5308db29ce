import type { CodestreamHeader } from "./codestream.ts";

/*
 * Limits on the resources a compressed frame may demand. A header is cheap to forge: a few bytes may claim an image of 65535
 * x
 * 65535, ten thousand scans or a tile for every pixel. All limits are far above what scanners write.
 */

/** Compressed data up to this size counts as small and is refused quickly and with little memory. */
const smallBytes = 2 ** 20;

/** Maximum number of decoded bytes of small data. */
const smallLimitBytes = 16 * 2 ** 20;

/** Maximum number of decoded bytes per compressed byte of larger data. */
const largestRatio = 64;

/** Maximum product of coefficients and scans of a progressive JPEG. */
const mostScannedSamples = 2 ** 28;

/** Maximum number of parts of a JPEG 2000 image: tiles, and packets of all layers, resolutions and components. */
const mostTiles = 4096;
const mostPackets = 2 ** 18;

/** Throws a plain Error, one clause long, for a frame too large for its compressed bytes. */
export function checkFrameSize(
  { columns, rows, bytesPerPixel }: { columns: number; rows: number; bytesPerPixel: number },
  compressedBytes: number,
): void {
  const limit = compressedBytes <= smallBytes ? smallLimitBytes : compressedBytes * largestRatio;
  if (columns * rows * bytesPerPixel > limit)
    throw new Error(`${compressedBytes} compressed bytes cannot hold an image of ${columns} x ${rows}`);
}

/** Throws a plain Error, one clause long, for an image with too many parts to process. */
export function checkCodestream(bytes: Uint8Array, header: CodestreamHeader): void {
  if (header.samplesPerPixel > 4)
    throw new Error(
      `its compressed pixels have ${header.samplesPerPixel} components; at most 4 are supported`,
    );
  if (header.startOfFrame === undefined) checkJpeg2000(bytes, header);
  else checkScans(bytes, header);
}

function checkScans(bytes: Uint8Array, { columns, rows = 65535 }: CodestreamHeader): void {
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda) scans++;
  if (scans > 1 && scans * rows * columns > mostScannedSamples)
    throw new Error(`its compressed pixels come in ${scans} scans`);
}

/** ITU-T T.800 A.5.1 (SIZ) and A.6.1 (COD): tiles, layers, decomposition levels and precincts. */
function checkJpeg2000(bytes: Uint8Array, header: CodestreamHeader): void {
  const { columns, rows = 0, samplesPerPixel, tiles = 1, start } = header;
  if (tiles > mostTiles) throw new Error(`its compressed pixels are cut into ${tiles} tiles`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let position = start + 2;
  while (position + 14 <= bytes.length && view.getUint16(position) !== 0xff90) {
    if (view.getUint16(position) === 0xff52) {
      const hasPrecincts = (view.getUint8(position + 4) & 1) === 1;
      const layers = view.getUint16(position + 6);
      const levels = view.getUint8(position + 9);
      let precincts = 0;
      for (let level = 0; level <= Math.min(levels, 32); level++) {
        const at = position + 14 + level;
        const size = hasPrecincts && at < bytes.length ? view.getUint8(at) : 0xff;
        // The smallest level comes first.
        const scale = 2 ** (levels - level);
        const along = (count: number, exponent: number) =>
          Math.ceil(Math.max(1, count / scale) / 2 ** exponent);
        precincts += Math.max(tiles, along(columns, size & 15) * along(rows, size >> 4));
      }
      if (precincts * layers * samplesPerPixel > mostPackets)
        throw new Error(`its compressed pixels are cut into ${precincts * layers * samplesPerPixel} packets`);
    }
    position += 2 + view.getUint16(position + 2);
  }
}
