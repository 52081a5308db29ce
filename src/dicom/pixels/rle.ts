/**
 * Decodes RLE Lossless (PS3.5 annex G): up to 15 byte planes, most significant byte first, colour after colour, each in
 * PackBits.
 * Returns samples pixel by pixel, little endian. Throws a plain Error for broken data.
 */
export function decodeRle(
  compressed: Uint8Array,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  if (compressed.length < 64) throw new Error("its RLE header is truncated");
  const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.length);
  const planes = view.getUint32(0, true);
  const expected = samplesPerPixel * bytesPerSample;
  if (planes !== expected) throw new Error(`${expected} RLE segments were expected, but there are ${planes}`);
  // PackBits turns 2 bytes into 128 at best: allocate nothing for pixels that cannot be there.
  if (pixels * planes > compressed.length * 64)
    throw new Error("its RLE segments are too short for the image");
  const decoded = new Uint8Array(pixels * planes);
  for (let plane = 0; plane < planes; plane++) {
    const start = view.getUint32(4 + 4 * plane, true);
    const end = plane + 1 < planes ? view.getUint32(8 + 4 * plane, true) : compressed.length;
    if (start < 64 || end < start || end > compressed.length)
      throw new Error("its RLE header points outside the frame");
    const sample = Math.floor(plane / bytesPerSample);
    const byte = bytesPerSample - 1 - (plane % bytesPerSample);
    const offset = sample * bytesPerSample + byte;
    const written = unpack(compressed.subarray(start, end), decoded.subarray(offset), planes, pixels);
    if (written !== pixels)
      throw new Error(`an RLE segment holds ${written} values; ${pixels} were expected`);
  }
  return decoded;
}

/**
 * PackBits: fills every `stride`-th byte of `target`, at most `count`; returns the number of values, including any that
 * `target` has no room for. Zeros at the end are padding.
 */
function unpack(packed: Uint8Array, target: Uint8Array, stride: number, count: number): number {
  let written = 0;
  let position = 0;
  let index = 0;
  while (index < packed.length) {
    const header = packed[index++]!;
    if (written >= count && isPadding(packed, index - 1)) break;
    if (header === 128) continue;
    const length = header < 128 ? header + 1 : 257 - header;
    const needed = header < 128 ? length : 1;
    if (index + needed > packed.length) break;
    for (let n = 0; n < Math.min(length, count - written); n++) {
      target[position] = packed[header < 128 ? index + n : index]!;
      position += stride;
    }
    index += needed;
    written += length;
  }
  return written;
}

function isPadding(packed: Uint8Array, from: number): boolean {
  for (let index = from; index < packed.length; index++) if (packed[index] !== 0) return false;
  return true;
}
