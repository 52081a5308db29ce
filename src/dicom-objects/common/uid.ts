import { sha256 } from "@noble/hashes/sha2.js";

/** SOP classes of the objects that are made from a series (PS3.4 B.5). */

/** Segmentation Storage: BINARY and FRACTIONAL. */
export const segmentationSopClassUID = "1.2.840.10008.5.1.4.1.1.66.4";
/** Label Map Segmentation Storage. */
export const labelMapSopClassUID = "1.2.840.10008.5.1.4.1.1.66.7";
/** RT Structure Set Storage. */
export const structureSetSopClassUID = "1.2.840.10008.5.1.4.1.1.481.3";
/** Comprehensive 3D SR Storage. */
export const reportSopClassUID = "1.2.840.10008.5.1.4.1.1.88.34";

/** A new unique identifier, derived from a random UUID (PS3.5 B.2). */
export function createUid(): string {
  return toUid(crypto.getRandomValues(new Uint8Array(16)), 4);
}

/** Derives a UID from content, always the same for the same content: a version 8 UUID (RFC 9562) from its SHA-256. */
export function deriveUid(...content: readonly (string | Uint8Array)[]): string {
  const hash = sha256.create();
  const encoder = new TextEncoder();
  for (const part of content) {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    hash.update(encoder.encode(`${bytes.length}:`)).update(bytes);
  }
  return toUid(hash.digest().subarray(0, 16), 8);
}

function toUid(bytes: Uint8Array, version: number): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  value = (value & ~(0xfn << 76n)) | (BigInt(version) << 76n);
  value = (value & ~(0x3n << 62n)) | (0x2n << 62n);
  return `2.25.${value}`;
}
