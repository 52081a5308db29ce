import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Codestreams for tests: from the codec packages' own encoders, and from dcmtk if a package has none. */

const require = createRequire(import.meta.url);

/** Samples pixel by pixel, in bytes of 8 or 16 bits, little endian. */
export interface Samples {
  readonly columns: number;
  readonly rows: number;
  readonly bitsPerSample: number;
  readonly componentCount?: 1 | 3;
  readonly isSigned?: boolean;
  readonly bytes: Uint8Array;
}

export interface CodestreamEncoder {
  getDecodedBuffer(frameInfo: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  setQuality(...quality: unknown[]): void;
  setNearLossless(near: number): void;
  setDecompositions(levels: number): void;
  setInterleaveMode(mode: number): void;
}

const encoders = {
  jpeg: ["@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs", "JPEGEncoder"],
  "jpeg-ls": ["@cornerstonejs/codec-charls/wasmjs", "JpegLSEncoder"],
  "jpeg-2000": ["@cornerstonejs/codec-openjpeg/wasmjs", "J2KEncoder"],
  htj2k: ["@cornerstonejs/codec-openjph/wasmjs", "HTJ2KEncoder"],
} as const;

/** @param prepare Sets the encoder: quality, interleaving. */
export async function encodeCodestream(
  codec: keyof typeof encoders,
  { columns, rows, bitsPerSample, componentCount = 1, isSigned = false, bytes }: Samples,
  prepare: (encoder: CodestreamEncoder) => void = () => undefined,
): Promise<Uint8Array> {
  const [packageName, encoderName] = encoders[codec];
  const module = await require(packageName)({ print: () => undefined, printErr: () => undefined });
  const encoder: CodestreamEncoder = new module[encoderName]();
  const frameInfo = { width: columns, height: rows, bitsPerSample, componentCount, isSigned };
  encoder.getDecodedBuffer({ ...frameInfo, isUsingColorTransform: componentCount === 3 }).set(bytes);
  prepare(encoder);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
}

/**
 * A codestream made by dcmtk's dcmcjpeg from {@link fixtureSamples}: tests/fixtures/codestreams/NAME.jpg. Greyscale, 12 bits
 * unless its name says otherwise.
 */
export function fixtureCodestream(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/codestreams/${name}.jpg`, import.meta.url)));
}

/** Size of the fixtures: 24 columns, 20 rows, values up to 4095 that no predictor foresees. */
export const fixtureSize = { columns: 24, rows: 20 };
export const fixtureSamples: readonly number[] = Array.from({ length: 24 * 20 }, (_, index) => {
  const [i, j] = [index % 24, Math.floor(index / 24)];
  return (i * i * 3 + j * 97 + ((i * j) % 7) * 31) % 4096;
});
