/**
 * Makes tests deterministic: properties use the same examples in every run, and UIDs the same random bytes, so that a test
 * fails for everyone or for no one. The seed is set in vitest.config.ts.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";

const seed = Number(process.env.AUTOSEG_SEED);
fc.configureGlobal({ seed });

let drawn = 0;

crypto.getRandomValues = (array) => {
  const { buffer, byteOffset, byteLength } = array as ArrayBufferView<ArrayBuffer>;
  const bytes = createHash("shake256", { outputLength: byteLength }).update(`${seed} ${drawn++}`).digest();
  new Uint8Array(buffer, byteOffset, byteLength).set(bytes);
  return array;
};
