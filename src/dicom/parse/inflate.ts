import { Inflate } from "fflate";

/**
 * How much larger than its file inflated data may get: honest data sets stay far below, a deflate bomb reaches 1,032.
 * Small files may always reach the floor, which an empty label map of some hundred slices needs.
 */
const largestRatio = 200;
const floorBytes = 96 * 2 ** 20;

/** Raw deflate (RFC 1951), as PS3.5 A.5 and A.4.13 use it. Throws a plain Error for broken or outsized data. */
export function inflateRaw(compressed: Uint8Array, limitBytes?: number): Uint8Array {
  const limit = limitBytes ?? Math.max(floorBytes, compressed.length * largestRatio);
  const chunks: Uint8Array[] = [];
  let length = 0;
  let finished = false;
  const inflate = new Inflate((chunk, final) => {
    length += chunk.length;
    if (length > limit) throw new Error(`it inflates to more than ${Math.round(limit / 2 ** 20)} MiB`);
    chunks.push(chunk);
    finished = final;
  });
  // Small pieces, so that a bomb is noticed before it has been unpacked.
  const step = 16 * 1024;
  for (let start = 0; start < compressed.length && !finished; start += step) {
    inflate.push(compressed.subarray(start, start + step), start + step >= compressed.length);
  }
  const joined = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    joined.set(chunk, position);
    position += chunk.length;
  }
  return joined;
}
