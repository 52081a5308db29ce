import { describe, expect, test } from "vitest";
import { decodeFrame, parseDataset } from "../../../src/dicom/index.ts";
import {
  type CodestreamEncoder,
  encodeCodestream,
  fixtureCodestream,
  fixtureSamples,
  fixtureSize,
} from "./encode-codestream.ts";
import {
  type Attributes,
  concat,
  encodeDataset,
  encodeElement,
  encodeFile,
  encodeFragments,
} from "./make-dicom.ts";

/* Colours come out as RGB, or are refused: pydicom, dcmtk and gdcm give the same. */

const explicit = "1.2.840.10008.1.2.1";
const uids = {
  jpeg: "1.2.840.10008.1.2.4.50",
  jpegLs: "1.2.840.10008.1.2.4.80",
  jpeg2000: "1.2.840.10008.1.2.4.90",
};

async function decode(uid: string, photometric: string, pixels: Uint8Array, change: Attributes = {}) {
  const header = encodeDataset({
    SamplesPerPixel: [3],
    PlanarConfiguration: [0],
    PhotometricInterpretation: photometric,
    Rows: [fixtureSize.rows],
    Columns: [fixtureSize.columns],
    BitsAllocated: [8],
    BitsStored: [8],
    HighBit: [7],
    PixelRepresentation: [0],
    ...change,
  });
  const element = uid === explicit ? encodeElement("7FE00010", "OW", pixels) : encodeFragments([pixels]);
  return [...(await decodeFrame(parseDataset(encodeFile(uid, concat([header, element]))))).values];
}

/** The samples of tests/fixtures/codestreams/*colour*. */
const rgb = fixtureSamples.flatMap((value, index) =>
  [0, 1, 2].map((component) => (value + component * 71 * ((index % 24) % 5)) & 255),
);
const planes = [0, 1, 2].flatMap((component) => rgb.filter((_, index) => index % 3 === component));
const colour = { ...fixtureSize, bitsPerSample: 8, componentCount: 3 as const };
const smallLevels = (encoder: CodestreamEncoder) => {
  encoder.setQuality(true, 0);
  encoder.setDecompositions(2);
};

/** Mean difference: lossy compression of noise is off by much in single samples. */
function meanOff(values: readonly number[]): number {
  expect(values.length).toBe(rgb.length);
  return values.reduce((sum, value, index) => sum + Math.abs(value - rgb[index]!), 0) / values.length;
}

function withoutSegments(bytes: Uint8Array, ...markers: number[]): Uint8Array {
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  while (bytes[at + 1] !== 0xda) {
    const next = at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (!markers.includes(bytes[at + 1]!)) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return concat([...kept, bytes.subarray(at)]);
}

/** With component identifiers that say nothing: 1, 2, 3 in the frame and the scan header. */
function numberComponents(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let at = 2; at < copy.length; at += 2 + copy[at + 2]! * 256 + copy[at + 3]!) {
    const marker = copy[at + 1];
    if (marker === 0xc0) for (let index = 0; index < 3; index++) copy[at + 10 + 3 * index] = index + 1;
    if (marker === 0xda) {
      for (let index = 0; index < 3; index++) copy[at + 5 + 2 * index] = index + 1;
      return copy;
    }
  }
  return copy;
}

describe("JPEG", () => {
  const stored = fixtureCodestream("baseline-colour-as-rgb");
  const transformed = fixtureCodestream("baseline-colour");
  const [app0, app14] = [0xe0, 0xee];

  test("YBR becomes RGB, and RGB that says so stays", async () => {
    expect(meanOff(await decode(uids.jpeg, "YBR_FULL", transformed))).toBeLessThan(20);
    expect(meanOff(await decode(uids.jpeg, "YBR_FULL_422", transformed))).toBeLessThan(20);
    expect(meanOff(await decode(uids.jpeg, "RGB", stored))).toBeLessThan(8);
  });

  test("where the stream says nothing, the header counts", async () => {
    const silent = numberComponents(withoutSegments(stored, app0, app14));
    expect(meanOff(await decode(uids.jpeg, "RGB", silent))).toBeLessThan(8);
    const silentYbr = withoutSegments(transformed, app0, app14);
    expect(meanOff(await decode(uids.jpeg, "YBR_FULL", silentYbr))).toBeLessThan(20);
  });

  test("where both contradict each other, it is refused", async () => {
    await expect(decode(uids.jpeg, "YBR_FULL", stored)).rejects.toThrow(
      /says YBR_FULL, but its JPEG data says RGB/,
    );
  });
});

describe("JPEG-LS", () => {
  test.each([
    ["plane by plane", 0, planes],
    ["row by row", 1, rgb],
    ["pixel by pixel", 2, rgb],
  ] as const)("%s, whatever PlanarConfiguration says", async (_, mode, samples) => {
    const frame = await encodeCodestream(
      "jpeg-ls",
      { ...colour, bytes: Uint8Array.from(samples) },
      (encoder) => encoder.setInterleaveMode(mode),
    );
    expect(await decode(uids.jpegLs, "RGB", frame)).toEqual(rgb);
    expect(await decode(uids.jpegLs, "RGB", frame, { PlanarConfiguration: [1] })).toEqual(rgb);
  });
});

test("JPEG 2000: a transform that only the header, or only the stream has, is refused", async () => {
  const frame = await encodeCodestream("jpeg-2000", { ...colour, bytes: Uint8Array.from(rgb) }, smallLevels);
  const hasTransform =
    frame[frame.findIndex((byte, at) => byte === 0xff && frame[at + 1] === 0x52) + 8] === 1;
  expect(await decode(uids.jpeg2000, hasTransform ? "YBR_RCT" : "RGB", frame)).toEqual(rgb);
  await expect(decode(uids.jpeg2000, hasTransform ? "YBR_FULL" : "YBR_RCT", frame)).rejects.toThrow(
    /JPEG 2000 data has (a|no) colour transform/,
  );
});

describe("uncompressed", () => {
  // Red, grey, blue, white; as pydicom's convert_color_space has them.
  const ybr = [76, 85, 255, 128, 128, 128, 29, 255, 107, 255, 128, 128];
  const expected = [254, 0, 0, 128, 128, 128, 0, 0, 254, 255, 255, 255];
  const small: Attributes = { Rows: [1], Columns: [4] };

  test("YBR_FULL, pixel by pixel and plane by plane", async () => {
    expect(await decode(explicit, "YBR_FULL", Uint8Array.from(ybr), small)).toEqual(expected);
    const inPlanes = [0, 1, 2].flatMap((component) => ybr.filter((_, index) => index % 3 === component));
    expect(
      await decode(explicit, "YBR_FULL", Uint8Array.from(inPlanes), { ...small, PlanarConfiguration: [1] }),
    ).toEqual(expected);
  });

  test("YBR_FULL_422: two pixels share their colour", async () => {
    const pairs = Uint8Array.of(76, 76, 85, 255, 255, 128, 128, 128);
    expect(await decode(explicit, "YBR_FULL_422", pairs, small)).toEqual([
      254, 0, 0, 254, 0, 0, 255, 255, 255, 128, 128, 128,
    ]);
    await expect(decode(explicit, "YBR_FULL_422", pairs.subarray(0, 6), small)).rejects.toThrow(/6 bytes/);
  });

  test.each(["YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_ICT", "HSV", "MONOCHROME2", ""])(
    "%s is refused",
    async (name) => {
      await expect(decode(explicit, name, Uint8Array.from(ybr), small)).rejects.toMatchObject({
        code: "unsupported-pixels",
      });
    },
  );
});
