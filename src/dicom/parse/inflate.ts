import { Inflate } from "fflate";
import { joinBytes } from "./pixel-data.ts";

/**
 * How large inflated data may get. Small files reach 32 MiB and no more, so that a deflate bomb is answered at once and
 * in little memory; larger ones 200 times their size, which honest images and label maps stay below.
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
  // Small pieces, so that a bomb is noticed before it has been unpacked: a byte becomes a thousand at most.
  const step = 2 * 1024;
  for (let start = 0; start < compressed.length && !finished; start += step) {
    inflate.push(compressed.subarray(start, start + step), start + step >= compressed.length);
  }
  return joinBytes(chunks);
}

function toSize(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round(bytes / 2 ** 20)} MiB`;
}
