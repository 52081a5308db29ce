import { Inflate } from "fflate";
import { joinBytes } from "./pixel-data.ts";

/**
 * Maximum size of inflated data: 32 MiB for small files, so that a deflate bomb is refused quickly and with little memory;
 * 200 times
 * the compressed size for larger ones, which real images and label maps do not reach.
 */
function toLimit(compressedBytes: number): number {
  return compressedBytes <= 2 ** 20 ? 32 * 2 ** 20 : compressedBytes * 200;
}

/** Raw deflate (RFC 1951), as PS3.5 A.5 and A.4.13 use it. Throws a plain Error for broken or outsized data. */
export function inflateRaw(compressed: Uint8Array, limitBytes?: number): Uint8Array {
  const limit = limitBytes ?? toLimit(compressed.length);
  const chunks: Uint8Array[] = [];
  let length = 0;
  let finished = false;
  const inflate = new Inflate((chunk, final) => {
    length += chunk.length;
    if (length > limit) throw new Error(`it inflates to more than ${toSize(limit)}`);
    chunks.push(chunk);
    finished = final;
  });
  // In small steps, so that a bomb is noticed before it is unpacked: a byte becomes at most a thousand.
  const step = 2 * 1024;
  for (let start = 0; start < compressed.length && !finished; start += step) {
    inflate.push(compressed.subarray(start, start + step), start + step >= compressed.length);
  }
  return joinBytes(chunks);
}

function toSize(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
