import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { decodeFrame, parseDataset } from "../../../src/dicom/index.ts";
import { concat, encodeDataset, encodeFile, encodeFragments } from "./make-dicom.ts";

/*
 * Compressions of which no real file is at hand are encoded by the codecs' own encoders; all others are held against
 * other programs in tests/conformance/dicom.
 */

const require = createRequire(import.meta.url);
const [rows, columns] = [37, 53];

interface Encoder {
  getDecodedBuffer(frameInfo: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  setQuality(...quality: unknown[]): void;
}

async function encode(
  codec: string,
  encoderName: string,
  samples: Uint8Array,
  bitsPerSample: number,
  isSigned: boolean,
  quality: readonly unknown[],
): Promise<Uint8Array> {
  const module = await require(codec)({ print: () => undefined, printErr: () => undefined });
  const encoder: Encoder = new module[encoderName]();
  const frameInfo = {
    width: columns,
    height: rows,
    bitsPerSample,
    componentCount: 1,
    isSigned,
    isUsingColorTransform: false,
  };
  encoder.getDecodedBuffer(frameInfo).set(samples);
  encoder.setQuality(...quality);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
}

async function decode(uid: string, frame: Uint8Array, bits: number, isSigned: boolean) {
  const header = encodeDataset({
    SamplesPerPixel: [1],
    Rows: [rows],
    Columns: [columns],
    BitsAllocated: [bits > 8 ? 16 : 8],
    BitsStored: [bits],
    HighBit: [bits - 1],
    PixelRepresentation: [isSigned ? 1 : 0],
  });
  return (await decodeFrame(parseDataset(encodeFile(uid, concat([header, encodeFragments([frame])])))))
    .values;
}

/** Values that grow along rows and columns, at different rates. */
const at = (index: number): number => (index % columns) * 20 + Math.floor(index / columns) * 31;

describe("High-Throughput JPEG 2000, lossless", () => {
  test.each([
    ["unsigned 12 bits", 12, false],
    ["signed 16 bits", 16, true],
  ] as const)("%s", async (_, bits, isSigned) => {
    const numbers = Array.from({ length: rows * columns }, (_, index) => at(index) - (isSigned ? 1024 : 0));
    const values = isSigned ? Int16Array.from(numbers) : Uint16Array.from(numbers);
    const frame = await encode(
      "@cornerstonejs/codec-openjph/wasmjs",
      "HTJ2KEncoder",
      new Uint8Array(values.buffer),
      bits,
      isSigned,
      [true, 0],
    );
    for (const uid of ["1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202"])
      expect(await decode(uid, frame, bits, isSigned)).toEqual(values);
  });
});

test("JPEG baseline, 8 bits, is off by a few grey levels at most", async () => {
  const values = Uint8Array.from({ length: rows * columns }, (_, index) => at(index) / 9);
  const frame = await encode(
    "@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs",
    "JPEGEncoder",
    values,
    8,
    false,
    [100],
  );
  const decoded = await decode("1.2.840.10008.1.2.4.50", frame, 8, false);
  decoded.forEach((value, index) => {
    expect(Math.abs(value - values[index]!)).toBeLessThanOrEqual(3);
  });
});
