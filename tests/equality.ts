/**
 * Compares integer arrays of the same type and length as bytes: `toEqual` would compare every voxel as a property, which takes
 * seconds per volume. Arrays that differ are left to it, for its message.
 */
import { expect } from "vitest";

const isIntegers = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) &&
  !(value instanceof Float32Array || value instanceof Float64Array || value instanceof DataView);

const toBytes = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

function compareIntegers(a: unknown, b: unknown): boolean | undefined {
  if (!isIntegers(a) || !isIntegers(b) || a.constructor !== b.constructor || a.length !== b.length) return;
  return toBytes(a).equals(toBytes(b)) || undefined;
}

// Files of one process share `expect`, and each runs this module.
const shared = globalThis as { integersCompared?: true };
if (!shared.integersCompared) expect.addEqualityTesters([compareIntegers]);
shared.integersCompared = true;
