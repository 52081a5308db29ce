import { describe, expect, test } from "vitest";
import { inspectFiles, readSeries } from "../../../src/dicom/index.ts";
import type { Attributes } from "./make-dicom.ts";
import { type MadeSeries, madeValue, makeSeries, makeSlices, toDicomFile } from "./make-series.ts";

/* Grey values are read where the header gives them one meaning; all else is refused with attribute, value and file. */

const read = (series: MadeSeries) => readSeries(makeSeries(series));
const at = (wanted: number, change: Attributes) => (k: number) => (k === wanted ? change : {});

describe("a rescale that is no number is refused, with its name, value and file", () => {
  test.each<[string, Attributes, string]>([
    ["a decimal comma", { RescaleSlope: "2,50" }, 'RescaleSlope of "2,50"'],
    ["a comma in the intercept", { RescaleIntercept: "-1024,0 " }, 'RescaleIntercept of "-1024,0"'],
    ["a thousands separator", { RescaleIntercept: "-1,024" }, 'RescaleIntercept of "-1,024"'],
    ["text", { RescaleSlope: "one" }, 'RescaleSlope of "one"'],
    ["NaN", { RescaleSlope: "NaN" }, 'RescaleSlope of "NaN"'],
    ["infinity", { RescaleIntercept: "-Infinity" }, 'RescaleIntercept of "-Infinity"'],
    ["more than a number can hold", { RescaleSlope: "1e400" }, 'RescaleSlope of "1e400"'],
    ["a space inside", { RescaleSlope: "1 .5" }, 'RescaleSlope of "1 .5"'],
    ["hexadecimal", { RescaleSlope: "0x10" }, 'RescaleSlope of "0x10"'],
    ["two numbers", { RescaleSlope: "1\\2" }, 'RescaleSlope of "1\\2"'],
    ["next to zero", { RescaleSlope: "1e-320" }, "RescaleSlope of 1e-320"],
    ["zero", { RescaleSlope: "0.0" }, "RescaleSlope of 0"],
    ["voxels beyond Float32", { RescaleSlope: "1e36" }, "RescaleSlope of 1e+36"],
  ])("%s", async (_, change, found) => {
    for (const [slices, name] of [
      [() => change, "0.dcm"],
      [at(3, change), "3.dcm"],
    ] as const) {
      const files = makeSeries({ change: slices });
      await expect(readSeries(files)).rejects.toMatchObject({
        code: "unsupported-pixels",
        message: expect.stringContaining(`"${name}" has a ${found}`),
      });
      // It is told before anything is read.
      const [study] = (await inspectFiles(files)).studies;
      expect(study!.series[0]!.problems.join()).toContain(found);
    }
  });

  test("numbers of every form that DICOM allows are read", async () => {
    for (const [slope, value] of [
      ["2.50", 2.5],
      [" +2.5e0 ", 2.5],
      ["25E-1", 2.5],
      [".5", 0.5],
      ["-2", -2],
      ["3.", 3],
    ] as const) {
      const { volume } = await read({
        slices: 3,
        change: () => ({ RescaleSlope: slope, RescaleIntercept: "-100.5" }),
      });
      expect(volume.voxels[1]).toBe(value * madeValue(1, 0, 0) - 100.5);
    }
  });

  test("in the functional groups of a single frame; a number that is there is never passed over for another", async () => {
    const {
      RescaleSlope: _slope,
      RescaleIntercept: _intercept,
      PixelData: _,
      ...header
    } = makeSlices({ slices: 1 })[0]!;
    const enhanced = (intercepts: readonly (Attributes | undefined)[]) =>
      toDicomFile("enhanced.dcm", {
        ...header,
        NumberOfFrames: [3],
        RescaleSlope: [1],
        RescaleIntercept: [7],
        PerFrameFunctionalGroupsSequence: intercepts.map((rescale, index) => ({
          PlanePositionSequence: [{ ImagePositionPatient: [0, 0, index] }],
          ...(rescale && { PixelValueTransformationSequence: [rescale] }),
        })),
        PixelData: new Uint8Array(120),
      });
    const good: Attributes = { RescaleSlope: [1], RescaleIntercept: [-1024], RescaleType: "HU" };
    const { volume } = await readSeries([enhanced([good, good, good])]);
    expect(volume).toMatchObject({ unit: "HU" });
    expect(volume.voxels[0]).toBe(-1024);
    const bad = enhanced([good, { ...good, RescaleIntercept: "-1024,0" }, good]);
    await expect(readSeries([bad])).rejects.toThrow(/RescaleIntercept of "-1024,0"/);
  });
});

describe("images of one volume have their rescale in common", () => {
  const none = { RescaleSlope: undefined, RescaleIntercept: undefined };
  test.each<[string, { readonly [K in keyof Attributes]?: Attributes[K] | undefined }, RegExp]>([
    [
      "none in one slice",
      none,
      /"3.dcm" has no RescaleSlope and RescaleIntercept, and "0.dcm" of the same volume/,
    ],
    ["no slope in one", { RescaleSlope: undefined }, /"3.dcm" has RescaleIntercept and no RescaleSlope/],
    [
      "an empty intercept in one",
      { RescaleIntercept: [] },
      /"3.dcm" has RescaleSlope and no RescaleIntercept/,
    ],
    ["another unit in one", { RescaleType: "Z_EFF" }, /"3.dcm" has values in Z_EFF, and "0.dcm".*in HU/],
  ])("%s", async (_, change, message) => {
    for (const Modality of ["CT", "PT", "MR"]) {
      if (Modality !== "CT" && message.source.includes("HU")) continue;
      const series = { change: (k: number) => ({ Modality, ...(k === 3 ? change : {}) }) };
      await expect(read(series)).rejects.toMatchObject({
        code: "unsupported-pixels",
        message: expect.stringMatching(message),
      });
    }
  });

  test("none in the first", async () => {
    await expect(read({ change: (k) => (k === 0 ? none : {}) })).rejects.toThrow(
      /"1.dcm" has RescaleSlope and RescaleIntercept, and "0.dcm" of the same volume has no/,
    );
  });

  test.each<[string, (k: number) => Attributes, RegExp]>([
    [
      "the unit of PET",
      (k) => ({ Modality: "PT", Units: k === 3 ? "GML" : "BQML" }),
      /"3.dcm" has Units GML, and "0.dcm" of the same volume has Units BQML/,
    ],
    [
      "a unit of PET in all but one",
      (k) => ({ Modality: "PT", Units: k === 3 ? [] : "BQML" }),
      /"3.dcm" has no Units, and/,
    ],
    [
      "whether values are signed, in all but one",
      (k) => ({ PixelRepresentation: k === 3 ? [] : [1] }),
      /"3.dcm" has no PixelRepresentation, and/,
    ],
  ])("as well as %s", async (_, change, message) => {
    await expect(read({ change })).rejects.toThrow(message);
  });

  test("none in any: the values are those that are stored, in no unit", async () => {
    const { volume } = await read({ change: () => none });
    expect(volume.unit).toBe("arbitrary");
    expect(volume.voxels[1]).toBe(madeValue(1, 0, 0));
  });

  test("each slice has a slope of its own, as PET does", async () => {
    const { volume } = await read({
      change: (k) => ({ Modality: "PT", RescaleSlope: [k + 1], RescaleIntercept: [0] }),
    });
    expect(volume.voxels[2 * 20 + 1]).toBe(3 * madeValue(1, 0, 2));
  });
});

describe("modality LUTs", () => {
  const lut = (LUTDescriptor: number[], LUTData: number[], ModalityLUTType = "US") =>
    read({
      slices: 3,
      change: () => ({
        RescaleSlope: undefined,
        RescaleIntercept: undefined,
        ModalityLUTSequence: [{ LUTDescriptor, LUTData, ModalityLUTType }],
      }),
    });

  test("8 bits an entry lie two to a word, the lower first, or one to a word", async () => {
    const packed = Array.from(
      { length: 2048 },
      (_, index) => ((index * 2 + 1) & 255) * 256 + ((index * 2) & 255),
    );
    const { volume } = await lut([4096, 0, 8], packed);
    expect(volume.unit).toBe("arbitrary");
    expect([...volume.voxels]).toEqual(
      Array.from(
        volume.voxels,
        (_, index) => madeValue(index % 5, Math.floor(index / 5) % 4, Math.floor(index / 20)) & 255,
      ),
    );
    const single = await lut(
      [4096, 0, 8],
      Array.from({ length: 4096 }, (_, index) => index & 255),
    );
    expect(single.volume.voxels).toEqual(volume.voxels);
    const odd = await lut([3, 0, 8], [0x0201, 0x0003]);
    expect(odd.volume.voxels[19]).toBe(3);
  });

  test("a table that says HU gives HU", async () => {
    const { volume } = await lut([2, 0, 16], [5, 6], "HU");
    expect(volume.unit).toBe("HU");
  });

  test("a rescale beside it, or two of them: refused", async () => {
    const item = { LUTDescriptor: [2, 0, 16], LUTData: [5, 6], ModalityLUTType: "US" };
    const beside = read({ change: () => ({ ModalityLUTSequence: [item], RescaleIntercept: [-1000] }) });
    await expect(beside).rejects.toThrow(
      '"0.dcm" has a ModalityLUTSequence beside a RescaleSlope of 1 and a RescaleIntercept of -1000',
    );
    const two = read({ change: () => ({ ModalityLUTSequence: [item, item] }) });
    await expect(two).rejects.toThrow('"0.dcm" has 2 modality LUTs');
  });

  test.each<[string, number[], number[]]>([
    ["too few entries", [4096, 0, 16], [1, 2, 3]],
    ["too many", [2, 0, 16], [1, 2, 3]],
    ["no descriptor", [], [1, 2]],
    ["half a descriptor", [2, 0], [1, 2]],
    ["32 bits an entry", [2, 0, 32], [1, 2]],
    ["entries of more bits than it says", [2, 0, 8], [1, 256]],
  ])("%s: refused", async (_, descriptor, data) => {
    await expect(lut(descriptor, data)).rejects.toThrow(/"0.dcm" has a modality LUT with the LUTDescriptor/);
  });
});

describe("padding is compared with what is stored, before bits are masked", () => {
  const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
  const pixels = async (change: Attributes) => {
    const { volume } = await readSeries([
      toDicomFile("a.dcm", { ...makeSlices({ slices: 1 })[0], Rows: [1], Columns: [3], ...change }),
    ]);
    return [...volume.voxels];
  };
  const padded = (PixelPaddingValue: readonly number[], change: Attributes = {}) =>
    pixels({ PixelPaddingValue, PixelData: words(63536, 0x830, 24), ...change });

  test("a negative number in 12 of 16 unsigned bits; the same bits without those above are a value", async () => {
    expect(await padded([63536])).toEqual([-3024, 0x830 - 1024, -1000]);
  });

  test("16 bits stored, and a range", async () => {
    const all: Attributes = { BitsStored: [16], HighBit: [15] };
    expect(await padded([63536], all)).toEqual([-3024, 0x830 - 1024, -1000]);
    const range = { ...all, PixelPaddingRangeLimit: [63540], PixelData: words(63536, 63540, 63541) };
    expect(await padded([63536], range)).toEqual([-3024, -3020, 63541 - 1024]);
  });

  test("stored bits at the top of the word", async () => {
    const top: Attributes = { HighBit: [15], PixelData: words(63536, 0x0100, 0x8300) };
    expect(await padded([63536], top)).toEqual([-3024, 16 - 1024, 0x830 - 1024]);
  });

  test("signed pixels have their sign extended, and need nothing else", async () => {
    const signed: Attributes = { PixelRepresentation: [1], PixelData: words(0x0830, 0xf830, 24) };
    expect(await padded([63536], signed)).toEqual([-3024, -3024, -1000]);
  });
});

test.each<[string, Attributes, string]>([
  ["PixelSpacing", { PixelSpacing: "1,5\\0,75" }, "missing-spacing"],
  ["ImagePositionPatient", { ImagePositionPatient: "0\\0\\2,5" }, "missing-position"],
  ["ImageOrientationPatient", { ImageOrientationPatient: "1\\0\\0\\0\\1\\nan" }, "missing-position"],
])("a place that is no number is refused with what stands there: %s", async (keyword, change, problem) => {
  const [wrong] = Object.values(change);
  await expect(read({ change: at(2, change) })).rejects.toMatchObject({
    code: "irregular-series",
    message: expect.stringContaining(`"2.dcm" has no valid ${keyword} ("${wrong}" is not a number)`),
    details: { problem },
  });
});
