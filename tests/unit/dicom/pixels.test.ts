import fc from "fast-check";
import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { decodeFrame, decodeStoredValues, parseDataset, readSeries } from "../../../src/dicom/index.ts";
import { decodeRle } from "../../../src/dicom/pixels/rle.ts";
import {
  type Attributes,
  concat,
  encodeDataset,
  encodeElement,
  encodeFile,
  encodeFragments,
  toFile,
} from "./make-dicom.ts";
import { makeSlices, toDicomFile } from "./make-series.ts";

const explicit = "1.2.840.10008.1.2.1";
const rle = "1.2.840.10008.1.2.5";

/** A file of 3 x 2 pixels whose format is given. */
function makeImage(
  format: Attributes,
  pixelElement: Uint8Array,
  transferSyntaxUID = explicit,
  littleEndian = true,
): Uint8Array {
  const header = { SamplesPerPixel: [1], Rows: [2], Columns: [3], ...format };
  return encodeFile(transferSyntaxUID, concat([encodeDataset(header, { littleEndian }), pixelElement]));
}

const bits = (allocated: number, stored: number, highBit: number, isSigned = false): Attributes => ({
  BitsAllocated: [allocated],
  BitsStored: [stored],
  HighBit: [highBit],
  PixelRepresentation: [isSigned ? 1 : 0],
});

const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const native = (bytes: Uint8Array) => encodeElement("7FE00010", "OW", bytes);

async function decode(bytes: Uint8Array, frameIndex = 0): Promise<number[]> {
  return [...(await decodeFrame(parseDataset(bytes), frameIndex)).values];
}

describe("bit layouts", () => {
  test.each<[string, Uint8Array, number[]]>([
    [
      "12 of 16 bits: what lies above, overlays for instance, is masked",
      makeImage(bits(16, 12, 11), native(words(0xf001, 0x0fff, 0x1000, 5, 6, 7))),
      [1, 4095, 0, 5, 6, 7],
    ],
    [
      "12 of 16 bits, signed: the sign is bit 11",
      makeImage(bits(16, 12, 11, true), native(words(0x0fff, 0x0800, 0x07ff, 0, 1, 0xf800))),
      [-1, -2048, 2047, 0, 1, -2048],
    ],
    [
      "the stored bits at the top",
      makeImage(bits(16, 12, 15), native(words(0x0010, 0xfff0, 0x001f, 0, 0x10, 0x20))),
      [1, 4095, 1, 0, 1, 2],
    ],
    [
      "16 bits, signed",
      makeImage(bits(16, 16, 15, true), native(words(0x8000, 0xffff, 0x7fff, 0, 1, 2))),
      [-32768, -1, 32767, 0, 1, 2],
    ],
    ["8 bits", makeImage(bits(8, 8, 7), native(Uint8Array.of(0, 255, 128, 1, 2, 3))), [0, 255, 128, 1, 2, 3]],
    [
      "8 bits, signed",
      makeImage(bits(8, 8, 7, true), native(Uint8Array.of(0, 255, 128, 1, 2, 3))),
      [0, -1, -128, 1, 2, 3],
    ],
    [
      "32 bits",
      makeImage(bits(32, 32, 31), native(new Uint8Array(Uint32Array.of(0, 1, 2, 3, 4, 4294967295).buffer))),
      [0, 1, 2, 3, 4, 4294967295],
    ],
    [
      "20 of 32 bits, signed",
      makeImage(
        bits(32, 20, 19, true),
        native(new Uint8Array(Uint32Array.of(0, 1, 0xfffff, 0x80000, 4, 5).buffer)),
      ),
      [0, 1, -1, -524288, 4, 5],
    ],
    ["1 bit", makeImage(bits(1, 1, 0), native(Uint8Array.of(0b00_10_11_01))), [1, 0, 1, 1, 0, 1]],
    [
      "big endian",
      makeImage(
        bits(16, 16, 15),
        encodeElement("7FE00010", "OW", Uint8Array.of(0, 1, 1, 0, 0, 2, 0, 3, 0, 4, 0, 5), {
          littleEndian: false,
        }),
        "1.2.840.10008.1.2.2",
        false,
      ),
      [1, 256, 2, 3, 4, 5],
    ],
  ])("%s", async (_, bytes, values) => {
    expect(await decode(bytes)).toEqual(values);
  });

  test.each<[string, Attributes, number[], number[]]>([
    ["8 bits", bits(8, 8, 7), [1, 0, 3, 2, 5, 4], [0, 1, 2, 3, 4, 5]],
    ["1 bit", bits(1, 1, 0), [0, 0b00_10_11_01], [1, 0, 1, 1, 0, 1]],
    // 0x123, 0xABC, 0xFFF, 0x001, 0x002, 0x003 in words of the lowest bits first.
    [
      "12 bits, packed",
      bits(12, 12, 11),
      [0xc1, 0x23, 0xff, 0xab, 0x00, 0x1f, 0x30, 0x02, 0x00, 0x00],
      [0x123, 0xabc, 0xfff, 0x001, 0x002, 0x003],
    ],
  ])("big endian OW, %s: the bytes of each word are exchanged", async (_, format, bytes, values) => {
    const encoding = { littleEndian: false };
    const ow = encodeElement("7FE00010", "OW", Uint8Array.from(bytes), encoding);
    expect(await decode(makeImage(format, ow, "1.2.840.10008.1.2.2", false))).toEqual(values);
  });

  test("big endian: bytes (OB) are not exchanged, and frames of an odd number of bytes begin inside a word", async () => {
    const encoding = { littleEndian: false };
    const big = (format: Attributes, vr: string, ...bytes: number[]) =>
      makeImage(
        format,
        encodeElement("7FE00010", vr, Uint8Array.from(bytes), encoding),
        "1.2.840.10008.1.2.2",
        false,
      );
    expect(await decode(big(bits(8, 8, 7), "OB", 0, 1, 2, 3, 4, 5))).toEqual([0, 1, 2, 3, 4, 5]);
    const odd = { ...bits(8, 8, 7), Rows: [1], NumberOfFrames: [2] };
    const file = big(odd, "OW", 1, 0, 3, 2, 5, 4);
    expect(await decode(file, 0)).toEqual([0, 1, 2]);
    expect(await decode(file, 1)).toEqual([3, 4, 5]);
    const bit = { ...bits(1, 1, 0), NumberOfFrames: [4] };
    const four = big(bit, "OW", 0b10_000000, 0b01_000011, 0, 0b000000_10);
    expect(await decode(four, 0)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(await decode(four, 1)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(await decode(four, 2)).toEqual([0, 0, 0, 1, 0, 1]);
  });

  test("colours plane by plane come out pixel by pixel", async () => {
    const format = {
      ...bits(8, 8, 7),
      SamplesPerPixel: [3],
      PlanarConfiguration: [1],
      PhotometricInterpretation: "RGB",
    };
    const planes = Uint8Array.from({ length: 18 }, (_, index) => index);
    expect(await decode(makeImage(format, native(planes)))).toEqual([
      0, 6, 12, 1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 16, 5, 11, 17,
    ]);
  });

  test("frames follow each other, also inside a byte", async () => {
    const two = { NumberOfFrames: [2] };
    const bytes = makeImage({ ...bits(1, 1, 0), ...two }, native(Uint8Array.of(0b10_000000, 0b0000_1101)));
    expect(await decode(bytes, 1)).toEqual([0, 1, 1, 0, 1, 1]);
    const numbers = words(...Array.from({ length: 12 }, (_, index) => index));
    expect(await decode(makeImage({ ...bits(16, 16, 15), ...two }, native(numbers)), 1)).toEqual([
      6, 7, 8, 9, 10, 11,
    ]);
  });
});

/** PackBits with literal runs, and repeats where three are alike. */
function packBits(bytes: Uint8Array): Uint8Array {
  const packed: number[] = [];
  for (let index = 0; index < bytes.length; ) {
    let run = 1;
    while (run < 128 && bytes[index + run] === bytes[index]) run++;
    if (run >= 3) packed.push(257 - run, bytes[index]!);
    else {
      run = Math.min(run, bytes.length - index);
      packed.push(run - 1, ...bytes.subarray(index, index + run));
    }
    index += run;
  }
  return Uint8Array.from(packed);
}

/** An RLE frame (PS3.5 annex G) of samples of some bytes each, little endian. */
function encodeRle(samples: Uint8Array, bytesPerSample: number): Uint8Array {
  const planes = Array.from({ length: bytesPerSample }, (_, plane) =>
    packBits(samples.filter((_, index) => index % bytesPerSample === bytesPerSample - 1 - plane)),
  );
  const header = new Uint32Array(16);
  header[0] = bytesPerSample;
  let start = 64;
  planes.forEach((plane, index) => {
    header[index + 1] = start;
    start += plane.length;
  });
  return concat([new Uint8Array(header.buffer), ...planes]);
}

describe("RLE", () => {
  test("gives back any samples of 1, 2 or 4 bytes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 4),
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 12 }),
        (width, runs) => {
          const values = runs.flatMap(([value, length]) =>
            Array.from({ length: length * width }, () => value),
          );
          const samples = Uint8Array.from(values, (value, index) => (index % 7 === 0 ? index : value));
          const decoded = decodeRle(encodeRle(samples, width), samples.length / width, 1, width);
          expect(decoded).toEqual(samples);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("in a file", async () => {
    const frame = encodeRle(words(1, 1, 1, 1, 300, 65535), 2);
    const bytes = makeImage(bits(16, 16, 15), encodeFragments([frame]), rle);
    expect(await decode(bytes)).toEqual([1, 1, 1, 1, 300, 65535]);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["a short header", new Uint8Array(10), /RLE header is truncated/],
    ["too few segments", encodeRle(new Uint8Array(6), 1), /2 RLE segments were expected, but there are 1/],
    [
      "segments that end early",
      encodeRle(words(1, 2, 3), 2),
      /an RLE segment holds 3 values; 6 were expected/,
    ],
    [
      "segments outside the frame",
      Uint8Array.from({ length: 70 }, (_, index) => (index === 0 ? 2 : index < 4 ? 0 : 200)),
      /points outside/,
    ],
  ])("%s", async (_, frame, message) => {
    const bytes = makeImage(bits(16, 16, 15), encodeFragments([frame]), rle);
    await expect(decode(bytes)).rejects.toThrow(message);
  });
});

describe("frames and fragments", () => {
  const frames = [words(1, 2, 3, 4, 5, 6), words(7, 8, 9, 10, 11, 12)].map((frame) => encodeRle(frame, 2));
  const format = { ...bits(16, 16, 15), NumberOfFrames: [2] };
  const halves = frames.flatMap((frame) => [frame.subarray(0, 64), frame.subarray(64)]);

  test("a fragment a frame needs no offset table", async () => {
    expect(await decode(makeImage(format, encodeFragments(frames), rle), 1)).toEqual([7, 8, 9, 10, 11, 12]);
  });

  test("several fragments a frame go by the offset table", async () => {
    const offset = halves.slice(0, 2).reduce((sum, half) => sum + 8 + half.length, 0);
    const bytes = makeImage(format, encodeFragments(halves, [0, offset]), rle);
    expect(await decode(bytes, 1)).toEqual([7, 8, 9, 10, 11, 12]);
  });

  test("fragments that nothing assigns to frames are refused", async () => {
    await expect(decode(makeImage(format, encodeFragments(halves), rle))).rejects.toThrow(
      /2 frames were expected/,
    );
  });

  test("a frame that is not there is refused", async () => {
    const bytes = makeImage(format, encodeFragments(frames), rle);
    await expect(decode(bytes, 2)).rejects.toThrow(/there is no frame 3/);
  });

  test("frames deflated one by one", async () => {
    const deflated = [words(1, 2, 3, 4, 5, 6), words(7, 8, 9, 10, 11, 12)].map((frame) => deflateSync(frame));
    const bytes = makeImage(format, encodeFragments(deflated), "1.2.840.10008.1.2.8.1");
    expect(await decode(bytes, 1)).toEqual([7, 8, 9, 10, 11, 12]);
  });
});

describe("compressed pixels that are not what the header says", () => {
  const jpeg = (rows: number, columns: number) =>
    Uint8Array.of(
      0xff,
      0xd8,
      0xff,
      0xc3,
      0,
      11,
      16,
      rows >> 8,
      rows & 255,
      columns >> 8,
      columns & 255,
      1,
      1,
      0x11,
      0,
    );

  test.each<[string, Uint8Array, string, RegExp]>([
    ["another size", jpeg(5, 9), "1.2.840.10008.1.2.4.70", /its pixels are 9 x 5, but its header says 3 x 2/],
    [
      "no codestream",
      Uint8Array.of(1, 2, 3, 4),
      "1.2.840.10008.1.2.4.90",
      /its header says JPEG 2000 \(Lossless Only\), but its pixels have another encoding/,
    ],
    ["nothing behind the header", jpeg(2, 3), "1.2.840.10008.1.2.4.70", /JPEG-LOSSLESS data is damaged/],
  ])("%s", async (_, frame, uid, message) => {
    const bytes = makeImage(bits(16, 16, 15), encodeFragments([frame]), uid);
    await expect(decode(bytes)).rejects.toMatchObject({
      code: "unreadable-dicom",
      message: expect.stringMatching(message),
    });
  });

  test("a few bytes that claim 65,535 x 65,535 pixels", async () => {
    const bytes = makeImage(
      { ...bits(16, 16, 15), Rows: [65535], Columns: [65535] },
      encodeFragments([jpeg(65535, 65535)]),
      "1.2.840.10008.1.2.4.70",
    );
    await expect(decode(bytes)).rejects.toThrow(/cannot hold an image of 65535 x 65535/);
  });

  test("an unknown transfer syntax", async () => {
    const bytes = makeImage(bits(16, 16, 15), native(new Uint8Array(12)), "1.2.840.10008.1.2.4.100");
    await expect(decode(bytes)).rejects.toMatchObject({ code: "unsupported-pixels" });
  });
});

describe("from stored values to volumes", () => {
  const slice = (attributes: Attributes) =>
    readSeries([
      toDicomFile("a.dcm", { ...makeSlices({ slices: 1 })[0], Rows: [2], Columns: [3], ...attributes }),
    ]);

  test("padding that was written as a negative number into unsigned pixels is negative", async () => {
    const { volume } = await slice({
      ...bits(16, 16, 15),
      PixelPaddingValue: [63536],
      PixelData: words(63536, 0, 1024, 2048, 63536, 4095),
    });
    expect([...volume.voxels]).toEqual([-3024, -1024, 0, 1024, -3024, 3071]);
  });

  test("a modality LUT is applied", async () => {
    const { volume } = await slice({
      ...bits(16, 12, 11),
      RescaleSlope: [],
      RescaleIntercept: [],
      ModalityLUTSequence: [{ LUTDescriptor: [3, 10, 16], LUTData: [5, 50, 500] }],
      PixelData: words(0, 10, 11, 12, 13, 4000),
    });
    expect([...volume.voxels]).toEqual([5, 5, 50, 500, 500, 500]);
  });

  test("CT that measures no Hounsfield units says so", async () => {
    expect((await slice({ RescaleType: "HU", PixelData: new Uint8Array(12) })).volume.unit).toBe("HU");
    expect((await slice({ RescaleType: "Z_EFF", PixelData: new Uint8Array(12) })).volume.unit).toBe(
      "arbitrary",
    );
  });

  test("whole numbers beyond Int16 become Float32", async () => {
    const { volume } = await slice({ ...bits(16, 16, 15), PixelData: words(0, 65535, 1, 2, 3, 4) });
    expect(volume.voxels).toBeInstanceOf(Float32Array);
    expect(volume.voxels[1]).toBe(64511);
  });
});

test("enhanced multi-frame: places and rescale come from the functional groups of each frame", async () => {
  const [header] = makeSlices({ slices: 1 });
  const {
    ImagePositionPatient,
    ImageOrientationPatient,
    PixelSpacing,
    RescaleSlope,
    RescaleIntercept,
    ...rest
  } = header!;
  const depths = [20, 0, 10];
  const file = toDicomFile("enhanced.dcm", {
    ...rest,
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
    NumberOfFrames: [3],
    Rows: [2],
    Columns: [3],
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
        PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.25], SliceThickness: [99] }],
      },
    ],
    PerFrameFunctionalGroupsSequence: depths.map((depth, index) => ({
      PlanePositionSequence: [{ ImagePositionPatient: [1, 2, depth] }],
      PixelValueTransformationSequence: [
        { RescaleSlope: [1], RescaleIntercept: [-1000 * index], RescaleType: "HU" },
      ],
    })),
    PixelData: words(...Array.from({ length: 18 }, (_, index) => index)),
  });
  const { volume, instances } = await readSeries([file]);
  expect(volume.grid).toMatchObject({ size: [3, 2, 3], spacingMm: [0.25, 0.5, 10], originLps: [1, 2, 0] });
  expect([...volume.voxels.subarray(0, 6)]).toEqual([-994, -993, -992, -991, -990, -989]);
  expect(instances.map(({ frameNumber }) => frameNumber)).toEqual([2, 3, 1]);
  expect(volume.unit).toBe("HU");
});

test("stored values as bytes: little endian, one-based frames", async () => {
  const file = toFile(
    "x.dcm",
    makeImage({ ...bits(16, 12, 11, true) }, native(words(0x0fff, 1, 2, 3, 4, 5))),
  );
  const stored = await decodeStoredValues(file, 1);
  expect(stored).toMatchObject({ rows: 2, columns: 3, bitsPerSample: 16, isSigned: true, numberOfFrames: 1 });
  expect([...new Int16Array(stored.bytes.buffer)]).toEqual([-1, 1, 2, 3, 4, 5]);
  await expect(decodeStoredValues(file, 2)).rejects.toMatchObject({ code: "invalid-argument" });
});
