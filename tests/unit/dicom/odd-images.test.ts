import { describe, expect, test } from "vitest";
import { decodeStoredValues, inspectFiles, readSeries } from "../../../src/dicom/index.ts";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { type Attributes, concat, encodeDataset, encodeElement, encodeFile, toFile } from "./make-dicom.ts";
import { makeSlices, toDicomFile } from "./make-series.ts";

const { PixelData: _, ...header } = makeSlices({ slices: 1 })[0]!;

describe("nuclear medicine", () => {
  /** Six slices of two time slots each, reconstructed. */
  const nuclear = (change: Attributes = {}): Attributes => ({
    ...header,
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.20",
    Modality: "NM",
    ImageType: "ORIGINAL\\PRIMARY\\RECON GATED TOMO\\EMISSION",
    NumberOfFrames: [12],
    SpacingBetweenSlices: [4],
    ImagePositionPatient: [],
    ImageOrientationPatient: [],
    SliceVector: [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
    TimeSlotVector: [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2],
    DetectorInformationSequence: [
      { ImagePositionPatient: [-10, 20, -30], ImageOrientationPatient: [1, 0, 0, 0, 1, 0] },
    ],
    RescaleSlope: [],
    RescaleIntercept: [],
    PixelData: new Uint8Array(new Uint16Array(240).map((_, index) => Math.floor(index / 20)).buffer),
    ...change,
  });

  test("slices that were reconstructed lie one behind the other, time slots apart", async () => {
    const file = toDicomFile("nm.dcm", nuclear());
    const { volume, volumeLabel, otherVolumes, instances } = await readSeries([file], { volumeIndex: 1 });
    expect(volumeLabel).toBe("time slot 2");
    expect(otherVolumes).toEqual(["time slot 1 (6 images)"]);
    expect(volume.unit).toBe("arbitrary");
    expect(volume.grid.size).toEqual([5, 4, 6]);
    expect(instances.map(({ frameNumber }) => frameNumber)).toEqual([7, 8, 9, 10, 11, 12]);
    expect(ijkToLps(volume.grid, [0, 0, 5])).toEqual([-10, 20, -10]);
    expect(volume.voxels[20 * 5]).toBe(11);
  });

  test("a negative distance stacks them the other way", async () => {
    const file = toDicomFile("nm.dcm", nuclear({ SpacingBetweenSlices: [-4] }));
    const { volume, instances } = await readSeries([file]);
    expect(instances[0]!.frameNumber).toBe(6);
    expect(ijkToLps(volume.grid, [0, 0, 0])).toEqual([-10, 20, -50]);
  });

  test("projections are refused for what they are", async () => {
    const file = toDicomFile("nm.dcm", nuclear({ ImageType: "ORIGINAL\\PRIMARY\\TOMO\\EMISSION" }));
    await expect(readSeries([file])).rejects.toThrow(
      /nuclear medicine image of 12 projections or planar views/,
    );
  });
});

describe("pixels of odd forms", () => {
  test("twelve bits a pixel, packed", async () => {
    // 0x123, 0xABC, 0xFFF, 0x001
    const packed = Uint8Array.of(0x23, 0xc1, 0xab, 0xff, 0x1f, 0x00);
    const bits = { Rows: [2], Columns: [2], BitsAllocated: [12], BitsStored: [12], HighBit: [11] };
    const file = toDicomFile("12.dcm", { ...header, ...bits, PixelData: packed });
    const { bytes, bitsPerSample } = await decodeStoredValues(file);
    expect(bitsPerSample).toBe(16);
    expect([...new Uint16Array(bytes.buffer, bytes.byteOffset, 4)]).toEqual([0x123, 0xabc, 0xfff, 0x001]);
  });

  test.each([
    ["7FE00008", "OF", 32, Float32Array],
    ["7FE00009", "OD", 64, Float64Array],
  ] as const)("numbers with a fraction: %s", async (tag, vr, bits, ArrayType) => {
    const values = ArrayType.of(0.5, -1.25, 1e6, 0.1);
    const { BitsStored: _stored, HighBit: _high, PixelRepresentation: _sign, ...rest } = header;
    const body = concat([
      encodeDataset({ ...rest, Rows: [2], Columns: [2], BitsAllocated: [bits] }),
      encodeElement(tag, vr, new Uint8Array(values.buffer)),
    ]);
    const file = toFile("float.dcm", encodeFile("1.2.840.10008.1.2.1", body));
    const { bytes, isFloat } = await decodeStoredValues(file);
    expect(isFloat).toBe(true);
    expect(new ArrayType(bytes.buffer as ArrayBuffer, bytes.byteOffset, 4)).toEqual(values);
    const { volume } = await readSeries([file]);
    expect(volume.voxels[1]).toBe(-1025.25);
  });

  test("a compression that is known and not read is named", async () => {
    const file = toFile(
      "video.dcm",
      encodeFile("1.2.840.10008.1.2.4.102", encodeDataset({ ...header, PixelData: new Uint8Array(40) })),
    );
    await expect(decodeStoredValues(file)).rejects.toThrow(/they are MPEG-4 video/);
  });
});

test("an enhanced image of two stacks is two volumes", async () => {
  const frame = (stack: string, z: number): Attributes => ({
    FrameContentSequence: [{ StackID: stack }],
    PlanePositionSequence: [{ ImagePositionPatient: [0, 0, z] }],
  });
  const file = toDicomFile("enhanced.dcm", {
    ...header,
    ImagePositionPatient: [],
    NumberOfFrames: [8],
    PerFrameFunctionalGroupsSequence: [0, 1, 2, 3].flatMap((z) => [frame("1", z * 2), frame("2", z * 2)]),
    PixelData: new Uint8Array(320),
  });
  const [series] = (await inspectFiles([file])).studies[0]!.series;
  expect(series!.volumes.map(({ label, imageCount }) => [label, imageCount])).toEqual([
    ["stack 1", 4],
    ["stack 2", 4],
  ]);
});

test("pixels that the file is too short for are found by the header alone", async () => {
  const file = toDicomFile("x.dcm", { ...header, PixelData: new Uint8Array(2) });
  expect((await inspectFiles([file])).unreadable.map(({ message }) => message)).toEqual([]);
  const large = toDicomFile("x.dcm", {
    ...header,
    Rows: [512],
    Columns: [512],
    PixelData: new Uint8Array(2),
  });
  expect((await inspectFiles([large])).unreadable.map(({ message }) => message)).toEqual([
    expect.stringMatching(/it is truncated: 524288 bytes of pixels were expected/),
  ]);
});

test.each<[string, Attributes, string, RegExp]>([
  [
    "a report",
    { Modality: "SR", SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.33" },
    "unsupported-pixels",
    /"x" is a DICOM object of modality SR without pixels/,
  ],
  [
    "an object that does not say what it is",
    { PatientName: "A^B" },
    "unsupported-pixels",
    /"x" is a DICOM object without pixels/,
  ],
  [
    "a slice that was cut off",
    { Modality: "CT", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Rows: [4], Columns: [5] },
    "unreadable-dicom",
    /"x" cannot be read: it ends before its pixels/,
  ],
])("the pixels of %s: it has none, and that is said", async (_, attributes, code, message) => {
  await expect(decodeStoredValues(toDicomFile("x", attributes))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});
