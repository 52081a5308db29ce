import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { decodeFrame, parseDataset } from "../../../src/dicom/index.ts";
import { encodeRle } from "../../../src/dicom/pixels/rle-encoder.ts";
import {
  type CodestreamEncoder,
  encodeCodestream,
  fixtureCodestream,
  fixtureSamples,
  fixtureSize,
} from "./encode-codestream.ts";
import { type Attributes, concat, encodeDataset, encodeFile, encodeFragments } from "./make-dicom.ts";

/* What a codec gives counts only when its stream was whole, and of the size, bits and components that the header says. */

const uids = {
  rle: "1.2.840.10008.1.2.5",
  deflated: "1.2.840.10008.1.2.8.1",
  jpeg: "1.2.840.10008.1.2.4.51",
  lossless: "1.2.840.10008.1.2.4.70",
  jpegLs: "1.2.840.10008.1.2.4.80",
  jpeg2000: "1.2.840.10008.1.2.4.90",
  htj2k: "1.2.840.10008.1.2.4.201",
};

async function decode(uid: string, frame: Uint8Array, bits = 12, change: Attributes = {}) {
  const header = encodeDataset({
    SamplesPerPixel: [1],
    Rows: [fixtureSize.rows],
    Columns: [fixtureSize.columns],
    BitsAllocated: [bits > 8 ? 16 : 8],
    BitsStored: [bits],
    HighBit: [bits - 1],
    PixelRepresentation: [0],
    PhotometricInterpretation: "MONOCHROME2",
    ...change,
  });
  const parsed = parseDataset(encodeFile(uid, concat([header, encodeFragments([frame])])));
  return [...(await decodeFrame(parsed)).values];
}

const words = new Uint8Array(Uint16Array.from(fixtureSamples).buffer);
const grey = { ...fixtureSize, bitsPerSample: 12, bytes: words };
const smallLevels = (encoder: CodestreamEncoder) => {
  encoder.setQuality(true, 0);
  encoder.setDecompositions(2);
};
const colour: Attributes = {
  SamplesPerPixel: [3],
  PlanarConfiguration: [0],
  PhotometricInterpretation: "RGB",
};

describe("JPEG Lossless is dcmtk's", () => {
  test.each([1, 2, 3, 4, 5, 6, 7])("predictor %i", async (predictor) => {
    const frame = fixtureCodestream(`lossless-12-bits-predictor-${predictor}`);
    expect(await decode(uids.lossless, frame)).toEqual(fixtureSamples);
  });

  test("16 bits, 8 bits and a point transform", async () => {
    expect(await decode(uids.lossless, fixtureCodestream("lossless-16-bits"), 16)).toEqual(
      fixtureSamples.map((value, index) => value * 15 + ((index % 24) % 3)),
    );
    expect(await decode(uids.lossless, fixtureCodestream("lossless-8-bits"), 8)).toEqual(
      fixtureSamples.map((value) => value & 255),
    );
    expect(await decode(uids.lossless, fixtureCodestream("lossless-12-bits-point-transform-3"))).toEqual(
      fixtureSamples.map((value) => value & ~7),
    );
  });

  test("colours", async () => {
    const expected = fixtureSamples.flatMap((value, index) =>
      [0, 1, 2].map((component) => (value + component * 71 * ((index % 24) % 5)) & 255),
    );
    expect(await decode(uids.lossless, fixtureCodestream("lossless-colour"), 8, colour)).toEqual(expected);
  });
});

test.each(["sequential", "spectral", "progressive"])(
  "12-bit JPEG, %s, is close to what it is of",
  async (kind) => {
    const values = await decode(uids.jpeg, fixtureCodestream(`${kind}-12-bits`));
    const off = values.map((value, index) => Math.abs(value - fixtureSamples[index]!));
    expect(off.reduce((sum, value) => sum + value) / off.length).toBeLessThan(16);
  },
);

/** Frames of every codec, and after how many bytes each is cut. */
const frames: [name: string, uid: string, bits: number, make: () => Promise<Uint8Array>][] = [
  ["RLE", uids.rle, 12, async () => encodeRle(words, fixtureSize.columns, 2)],
  ["deflated", uids.deflated, 12, async () => deflateSync(words)],
  ["JPEG baseline", uids.jpeg, 8, async () => fixtureCodestream("baseline-8-bits")],
  ["JPEG progressive", uids.jpeg, 8, async () => fixtureCodestream("progressive-8-bits")],
  ["12-bit JPEG", uids.jpeg, 12, async () => fixtureCodestream("sequential-12-bits")],
  ["12-bit JPEG, spectral selection", uids.jpeg, 12, async () => fixtureCodestream("spectral-12-bits")],
  ["12-bit JPEG, progressive", uids.jpeg, 12, async () => fixtureCodestream("progressive-12-bits")],
  ["JPEG Lossless", uids.lossless, 12, async () => fixtureCodestream("lossless-12-bits-predictor-1")],
  ["JPEG-LS", uids.jpegLs, 12, () => encodeCodestream("jpeg-ls", grey)],
  [
    "JPEG-LS, near-lossless",
    uids.jpegLs,
    12,
    () => encodeCodestream("jpeg-ls", grey, (to) => to.setNearLossless(3)),
  ],
  ["JPEG 2000", uids.jpeg2000, 12, () => encodeCodestream("jpeg-2000", grey, smallLevels)],
  ["HTJ2K", uids.htj2k, 12, () => encodeCodestream("htj2k", grey, smallLevels)],
];

describe("a stream that is cut off anywhere is refused, and the frame after it read", () => {
  test.each(frames)("%s", async (_, uid, bits, make) => {
    const whole = await make();
    const values = await decode(uid, whole, bits);
    // What follows the end marker is padding.
    for (let length = whole.length - 2; length > 0; length--) {
      const cut = decode(uid, whole.slice(0, length), bits);
      await expect(cut, `${length} of ${whole.length} bytes`).rejects.toMatchObject({
        code: "unreadable-dicom",
      });
    }
    expect(await decode(uid, whole, bits)).toEqual(values);
  });
});

describe("streams whose parts are missing though their end is there", () => {
  const end = Uint8Array.of(0xff, 0xd9);
  const findMarker = (bytes: Uint8Array, second: number, from = 0): number => {
    for (let at = from; at < bytes.length; at++)
      if (bytes[at] === 0xff && bytes[at + 1] === second) return at;
    throw new Error("no such marker");
  };

  test.each([
    ["12-bit JPEG", "sequential-12-bits", uids.jpeg, 12],
    ["JPEG", "baseline-8-bits", uids.jpeg, 8],
    ["JPEG Lossless", "lossless-12-bits-predictor-1", uids.lossless, 12],
  ] as const)("%s without a scan, and with half of one", async (_, name, uid, bits) => {
    const whole = fixtureCodestream(name);
    const scan = findMarker(whole, 0xda);
    await expect(decode(uid, concat([whole.subarray(0, scan), end]), bits)).rejects.toThrow(
      /no scan|has no scan of one/,
    );
    const half = scan + Math.floor((whole.length - scan) / 2);
    await expect(decode(uid, concat([whole.subarray(0, half), end]), bits)).rejects.toThrow(/damaged/);
  });

  test("a progressive JPEG without its last scan", async () => {
    const whole = fixtureCodestream("progressive-12-bits");
    let last = 0;
    for (let at = findMarker(whole, 0xda); ; at = findMarker(whole, 0xda, at + 1)) {
      last = at;
      if (!whole.subarray(at + 2).some((byte, index, rest) => byte === 0xff && rest[index + 1] === 0xda))
        break;
    }
    await expect(decode(uids.jpeg, concat([whole.subarray(0, last), end]))).rejects.toThrow(
      /has no scan of one/,
    );
  });

  test.each(["jpeg-2000", "htj2k"] as const)(
    "%s: the tile is shorter than it says, or lacks its end",
    async (codec) => {
      const uid = codec === "htj2k" ? uids.htj2k : uids.jpeg2000;
      const whole = await encodeCodestream(codec, grey, smallLevels);
      const half = whole.subarray(0, Math.floor(whole.length * 0.6));
      await expect(decode(uid, concat([half, end]))).rejects.toThrow(/truncated/);
    },
  );

  test("RLE whose segments hold more than the image", async () => {
    const frame = encodeRle(words, fixtureSize.columns, 2);
    await expect(decode(uids.rle, concat([frame, Uint8Array.of(0x81, 7)]))).rejects.toThrow(
      /RLE segment holds 608/,
    );
    expect(await decode(uids.rle, concat([frame, new Uint8Array(2)]))).toEqual(fixtureSamples);
  });

  test("a deflated frame of more than the image", async () => {
    const longer = deflateSync(concat([words, Uint8Array.of(1, 2)]));
    await expect(decode(uids.deflated, longer)).rejects.toThrow(/inflates to more than 961 bytes/);
  });
});

test("a codestream of another depth or with other components than the header says is refused", async () => {
  const frame = fixtureCodestream("lossless-colour");
  await expect(decode(uids.lossless, frame, 8)).rejects.toThrow(/3 samples/);
  await expect(decode(uids.lossless, fixtureCodestream("lossless-16-bits"), 8)).rejects.toThrow(/16 bits/);
});
