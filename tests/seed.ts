/**
 * No test goes by chance: properties try the same examples in every run, and UIDs are made of the same random bytes, so that
 * a test fails for everybody or for nobody. The seed is chosen in vitest.config.ts.
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
