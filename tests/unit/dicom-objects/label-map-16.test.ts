import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeRle, number, parseDataset, text } from "../../../src/dicom/index.ts";
import { decodeRle } from "../../../src/dicom/pixels/rle.ts";
import {
  checkDicomSeg,
  readDicomSeg,
  writeDicomSeg,
  writeDicomSegInParts,
} from "../../../src/dicom-objects/index.ts";
import { createLabelMap16 } from "../../../src/volume/index.ts";
import { axialGrid, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = sourceOn(axialGrid);
const narrow = letterF(axialGrid, [liver, tumour]);

/** 400 segments, of which two have voxels. */
const wide = createLabelMap16({
  grid: axialGrid,
  segments: Array.from({ length: 400 }, (_, index) => ({
    ...(index === 0 ? liver : { ...tumour, trackingUID: `2.25.${index + 1}` }),
    segmentNumber: index + 1,
  })),
  voxels: Uint16Array.from(narrow.voxels, (label) => (label === 7 ? 399 : label)),
});

describe("more than 255 segments", () => {
  test.each([
    { name: "LABELMAP", options: { type: "LABELMAP" } as const, bits: 16 },
    { name: "LABELMAP in RLE", options: { type: "LABELMAP", compression: "rle" } as const, bits: 16 },
    { name: "BINARY", options: {}, bits: 1 },
  ])("come back from $name", async ({ options, bits }) => {
    const bytes = writeDicomSeg(wide, { source, ...options });
    expect(checkDicomSeg(bytes, { source })).toEqual([]);
    expect(number(parseDataset(bytes).dataset, "BitsAllocated")).toBe(bits);
    const { labelMaps } = await readDicomSeg(bytes, { source, bits: 16 });
    expect(labelMaps).toHaveLength(1);
    expect(labelMaps[0]!.voxels).toEqual(wide.voxels);
    expect(labelMaps[0]!.segments).toEqual(wide.segments);
    await expect(readDicomSeg(bytes, { source })).rejects.toMatchObject({
      code: "invalid-segmentation",
      message: expect.stringContaining("segment numbers up to 400"),
    });
  });
});

describe("a palette", () => {
  test("holds the segments' colours, which come back", async () => {
    const bytes = writeDicomSeg(narrow, { source, type: "LABELMAP", palette: true });
    expect(checkDicomSeg(bytes, { source })).toEqual([]);
    expect(text(parseDataset(bytes).dataset, "PhotometricInterpretation")).toBe("PALETTE COLOR");
    const { labelMaps } = await readDicomSeg(bytes, { source });
    expect(labelMaps[0]!.segments.map(({ color }) => color)).toEqual([liver.color, tumour.color]);
  });

  test("is for label maps alone", () => {
    expect(() => writeDicomSeg(narrow, { source, palette: true })).toThrow(/Only a LABELMAP/);
  });
});

test("BINARY is not written in RLE, which has no pixels of one bit", () => {
  expect(() => writeDicomSeg(narrow, { source, compression: "rle" })).toThrow(/RLE cannot hold/);
});

test("RLE of any frame is what it was", () => {
  const frames = fc.record({
    columns: fc.integer({ min: 1, max: 300 }),
    rows: fc.integer({ min: 1, max: 5 }),
    bytesPerSample: fc.constantFrom(1 as const, 2 as const),
    values: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 255), { minLength: 1, maxLength: 40 }),
    repeats: fc.integer({ min: 1, max: 140 }),
  });
  fc.assert(
    fc.property(frames, ({ columns, rows, bytesPerSample, values, repeats }) => {
      const samples = Uint8Array.from(
        { length: columns * rows * bytesPerSample },
        (_, index) => values[Math.floor(index / repeats) % values.length]!,
      );
      const packed = encodeRle(samples, columns, bytesPerSample);
      expect(decodeRle(packed, columns * rows, 1, bytesPerSample)).toEqual(samples);
    }),
  );
});

describe("in parts", () => {
  test.each([
    { name: "BINARY", options: {} },
    { name: "LABELMAP", options: { type: "LABELMAP" } as const },
    { name: "deflated", options: { compression: "deflated" } as const },
    { name: "RLE", options: { type: "LABELMAP", compression: "rle" } as const },
  ])("$name is the same file, and its progress ends with all", ({ options }) => {
    const given = { source, deterministic: true, ...options };
    const progress: number[] = [];
    const parts = [
      ...writeDicomSegInParts(narrow, {
        ...given,
        onProgress: ({ bytesDone, bytesTotal }) => progress.push(bytesDone / bytesTotal),
      }),
    ];
    expect(Buffer.concat(parts).equals(writeDicomSeg(narrow, given))).toBe(true);
    expect(progress.at(-1)).toBe(1);
  });

  test("nothing that breaks the standard is handed out", () => {
    const broken = { ...narrow, segments: [{ ...liver, trackingId: "a", trackingUID: "no uid" }, tumour] };
    expect(() => [...writeDicomSegInParts(broken, { source })]).toThrow(
      expect.objectContaining({ code: "segmentation-not-writable" }),
    );
  });
});
