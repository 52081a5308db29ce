import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toDecimalString } from "../../../src/dicom/element-writer.ts";
import { type Dataset, parseDataset, part10Parts, writePart10 } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";

const meta: Dataset = {
  MediaStorageSOPClassUID: ["1.2.840.10008.5.1.4.1.1.66.4"],
  MediaStorageSOPInstanceUID: ["2.25.1"],
  TransferSyntaxUID: ["1.2.840.10008.1.2.1"],
};

const body: Dataset = {
  Rows: [3],
  PatientName: ["Müller^Änne", "山田^太郎"],
  SpecificCharacterSet: ["ISO_IR 192"],
  StudyDescription: [],
  ImagePositionPatient: [-0.1, 1e-7, 123456.78901],
  DimensionIndexPointer: ["0062000B", "00200032"],
  SegmentDescription: ["back\\slash in text of one value"],
  SegmentSequence: [{ SegmentNumber: [1], SegmentedPropertyTypeCodeSequence: [{ CodeValue: ["1"] }] }, {}],
  PixelData: Uint8Array.of(1, 2, 3),
};

describe("Part 10 files", () => {
  test.each([{ undefinedLengths: false }, { undefinedLengths: true }])(
    "are read back, $undefinedLengths",
    (options) => {
      const bytes = writePart10({ ...meta, ...body }, options);
      const { dataset, pixelData } = parseDataset(bytes);
      const { PixelData, ...rest } = body;
      expect(dataset).toMatchObject({ ...meta, ...rest });
      expect(pixelData).toEqual({ kind: "native", bytes: Uint8Array.of(1, 2, 3, 0) });
      expect(bytes.length % 2).toBe(0);
    },
  );

  test("state the length of their meta information", () => {
    const bytes = writePart10({ ...meta, Rows: [1] });
    const length = new DataView(bytes.buffer).getUint32(140, true);
    expect([...bytes.subarray(144 + length, 148 + length)]).toEqual([0x28, 0, 0x10, 0]);
  });

  test("let pixels be written in place", () => {
    const fill = (target: Uint8Array) => target.fill(7);
    const pixels = { vr: "OB", sizeBytes: 5, partBytes: 2, fill } as const;
    const bytes = writePart10({ ...meta, Rows: [1] }, { pixels });
    expect(Buffer.concat([...part10Parts({ ...meta, Rows: [1] }, { pixels })]).equals(bytes)).toBe(true);
    expect(parseDataset(bytes).pixelData).toEqual({
      kind: "native",
      bytes: Uint8Array.of(7, 7, 7, 7, 7, 0),
    });
  });

  test.each<{ name: string; dataset: Dataset }>([
    { name: "a number too large", dataset: { Rows: [65536] } },
    { name: "a fraction", dataset: { InstanceNumber: [1.5] } },
    { name: "no number", dataset: { SliceThickness: [Number.NaN] } },
    { name: "a backslash", dataset: { PatientID: ["a\\b"] } },
    { name: "a value too long", dataset: { PatientID: ["x".repeat(70_000)] } },
  ])("refuse $name", ({ dataset }) => {
    expect(() => writePart10(dataset)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});

describe("decimal strings", () => {
  test("have at most 16 characters and lose next to nothing", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e99, max: 1e99 }), (value) => {
        const decimal = toDecimalString(value);
        expect(decimal.length).toBeLessThanOrEqual(16);
        expect(decimal).toMatch(/^-?\d+(\.\d+)?(e[+-]\d+)?$/);
        expect(Math.abs(Number(decimal) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8 + 1e-300);
      }),
    );
  });

  test("are what the header had", () => {
    for (const decimal of ["-161.699997", "0.5703125", "312", "0", "-0.000000123"])
      expect(Number(toDecimalString(Number(decimal)))).toBe(Number(decimal));
    expect(toDecimalString(-0)).toBe("0");
  });

  test("are of finite numbers", () => {
    try {
      toDecimalString(Number.POSITIVE_INFINITY);
      expect.unreachable();
    } catch (error) {
      expect(isAutosegError(error, "invalid-argument")).toBe(true);
    }
  });
});
