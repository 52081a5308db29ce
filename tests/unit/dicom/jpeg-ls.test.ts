import { createRequire } from "node:module";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createPlainJpegLsDecoder } from "../../../src/dicom/pixels/jpeg-ls/decoder.ts";

/** The decoder of plain JPEG-LS against CharLS, which encodes and decodes all kinds. */

type DecodePlain = Awaited<ReturnType<typeof createPlainJpegLsDecoder>>;

interface Codec {
  getDecodedBuffer(frameInfo?: object): Uint8Array;
  getEncodedBuffer(length?: number): Uint8Array;
  encode(): void;
  decode(): void;
  setNearLossless(near: number): void;
  setInterleaveMode(mode: number): void;
}

interface Image {
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
  readonly values: Uint16Array;
}

let decodePlain: DecodePlain;
let charls: { JpegLSEncoder: new () => Codec; JpegLSDecoder: new () => Codec };

beforeAll(async () => {
  decodePlain = await createPlainJpegLsDecoder();
  const load = createRequire(import.meta.url)("@cornerstonejs/codec-charls/wasmjs");
  charls = await load({ print: () => undefined, printErr: () => undefined });
});

function encode({ columns, rows, bits, values }: Image, near = 0, componentCount = 1): Uint8Array {
  const encoder = new charls.JpegLSEncoder();
  const bytes = bits > 8 ? new Uint8Array(values.buffer) : Uint8Array.from(values);
  const frameInfo = { width: columns, height: rows, bitsPerSample: bits, componentCount, isSigned: false };
  encoder.getDecodedBuffer(frameInfo).set(bytes);
  encoder.setNearLossless(near);
  if (componentCount > 1) encoder.setInterleaveMode(2);
  encoder.encode();
  return encoder.getEncodedBuffer().slice();
}

/** What CharLS makes of it; undefined if it refuses. */
function decodeByCharls(encoded: Uint8Array): Uint8Array | undefined {
  const decoder = new charls.JpegLSDecoder();
  try {
    decoder.getEncodedBuffer(encoded.length).set(encoded);
    decoder.decode();
    return Uint8Array.from(decoder.getDecodedBuffer());
  } catch {
    return undefined;
  }
}

/** Images of noise, of slow changes and of runs, since each is coded in its own way. */
const images: fc.Arbitrary<Image> = fc
  .record({
    columns: fc.integer({ min: 1, max: 40 }),
    rows: fc.integer({ min: 1, max: 24 }),
    bits: fc.integer({ min: 9, max: 16 }),
    seed: fc.integer({ min: 1, max: 0x7fffffff }),
    noise: fc.constantFrom(0, 1, 3, 40, 70_000),
    runs: fc.constantFrom(0, 0.5, 0.95),
  })
  .map(({ columns, rows, bits, seed, noise, runs }) => {
    let state = seed;
    const random = (): number => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
      return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
    };
    const largest = 2 ** bits - 1;
    let before = Math.floor(random() * largest);
    const values = Uint16Array.from({ length: columns * rows }, (_, index) => {
      if (random() >= runs) before = (index % columns) * 3 + Math.floor(random() * noise) + (seed & 255);
      return Math.min(before, largest);
    });
    return { columns, rows, bits, values };
  });

test("an image comes back as it was", () => {
  fc.assert(
    fc.property(images, (image) => {
      const decoded = decodePlain(encode(image));
      expect(decoded).toMatchObject({
        columns: image.columns,
        rows: image.rows,
        bytesPerSample: 2,
        samplesPerPixel: 1,
      });
      expect(new Uint16Array(decoded!.bytes.slice().buffer)).toEqual(image.values);
    }),
    { numRuns: 1500 },
  );
});

test("bytes FF before the end marker fill up the length", () => {
  fc.assert(
    fc.property(images, fc.integer({ min: 1, max: 3 }), (image, count) => {
      const encoded = encode(image);
      const [whole, end] = [encoded.subarray(0, -2), encoded.subarray(-2)];
      const filled = Uint8Array.of(...whole, ...new Array<number>(count).fill(0xff), ...end);
      expect(new Uint16Array(decodePlain(filled)!.bytes.slice().buffer)).toEqual(image.values);
      expect(decodePlain(Uint8Array.of(...whole, ...new Array<number>(count).fill(0xff)))).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test("a damaged image is refused, or read as CharLS reads it", () => {
  const damage = fc.array(
    fc.record({ place: fc.double({ min: 0, max: 1, noNaN: true }), bit: fc.integer({ min: 0, max: 7 }) }),
    { minLength: 1, maxLength: 2 },
  );
  let [refused, read] = [0, 0];
  fc.assert(
    fc.property(images, damage, fc.constantFrom(true, false, false, false), (image, changes, isCut) => {
      const encoded = encode(image);
      for (const { place, bit } of changes) {
        const at = Math.min(2 + Math.floor(place * (encoded.length - 2)), encoded.length - 1);
        encoded[at] = encoded[at]! ^ (1 << bit);
      }
      const bytes = isCut ? encoded.slice(0, Math.floor(changes[0]!.place * encoded.length)) : encoded;
      const decoded = decodePlain(bytes);
      if (decoded) expect(decoded.bytes).toEqual(decodeByCharls(bytes));
      decoded ? read++ : refused++;
    }),
    { numRuns: 3000 },
  );
  expect(refused).toBeGreaterThan(100);
  expect(read).toBeGreaterThan(20);
});

describe("images of other kinds are left to CharLS", () => {
  const values = Uint16Array.from({ length: 30 * 20 }, (_, index) => (index * 37) % 251);
  const image = { columns: 30, rows: 20, bits: 12, values };

  test.each([
    ["near-lossless", () => encode(image, 2)],
    ["8 bits", () => encode({ ...image, bits: 8 })],
    ["several components", () => encode({ ...image, columns: 10 }, 0, 3)],
    ["nothing", () => new Uint8Array(0)],
  ])("%s", (_, make) => {
    expect(decodePlain(make())).toBeUndefined();
  });
});

test("an image of runs alone, and one after it, larger and smaller", () => {
  for (const [columns, rows] of [
    [512, 512],
    [7, 3],
    [1000, 2],
    [1, 1],
  ] as const) {
    const image = { columns, rows, bits: 12, values: new Uint16Array(columns * rows).fill(9) };
    expect(new Uint16Array(decodePlain(encode(image))!.bytes.slice().buffer)).toEqual(image.values);
  }
});
