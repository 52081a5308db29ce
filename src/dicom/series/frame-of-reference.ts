import { sha256 } from "@noble/hashes/sha2.js";

/**
 * A UID for the frame of reference of a series that states none: "2.25." and the first 128 bits of the SHA-256 of its
 * SeriesInstanceUID (PS3.5 B.2), so that every reading of the series gives the same.
 */
export function deriveFrameOfReferenceUID(seriesInstanceUID: string): string {
  const hash = sha256(new TextEncoder().encode(`frame of reference of ${seriesInstanceUID}`));
  let value = 0n;
  for (const byte of hash.subarray(0, 16)) value = (value << 8n) | BigInt(byte);
  return `2.25.${value}`;
}
