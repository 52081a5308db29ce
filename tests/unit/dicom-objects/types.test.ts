import { describe, expect, test } from "vitest";
import { items, number, parseDataset, text } from "../../../src/dicom/index.ts";
import {
  readDicomSeg,
  readDicomSegExactly,
  writeDicomSeg,
  writeFractionalSeg,
} from "../../../src/dicom-objects/index.ts";
import { readFramePixels } from "../../../src/dicom-objects/seg/frame-pixels.ts";
import { parseSegmentationObject } from "../../../src/dicom-objects/seg/parsed-object.ts";
import { voxelCount } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { axialGrid, drawnByHand, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);

describe("LABELMAP", () => {
  const bytes = writeDicomSeg(labelMap, { source, type: "LABELMAP" });

  test("comes back voxel for voxel, with its segments", () => {
    const read = readDicomSegExactly(bytes, { source });
    expect(read.voxels).toEqual(labelMap.voxels);
    expect(read.segments).toEqual(labelMap.segments);
  });

  test("describes its background, leaves empty ends out and keeps numbers with gaps", () => {
    const { dataset } = parseDataset(bytes);
    expect(items(dataset, "SegmentSequence").map((item) => number(item, "SegmentNumber"))).toEqual([
      0, 1, 7, 200,
    ]);
    expect(number(dataset, "NumberOfFrames")).toBe(6);
    expect(number(dataset, "PixelPaddingValue")).toBe(0);
  });

  test("without any voxel has one empty frame", () => {
    const empty = createLabelMap({ grid: axialGrid, segments: [liver] });
    const read = readDicomSegExactly(writeDicomSeg(empty, { source, type: "LABELMAP" }), { source });
    expect(read.voxels).toEqual(empty.voxels);
    expect(read.segments).toEqual([liver]);
  });

  test("holds no segments that overlap", () => {
    const other = createLabelMap({ grid: axialGrid, segments: [{ ...liver, segmentNumber: 2 }] });
    expect(() => writeDicomSeg([labelMap, other], { source, type: "LABELMAP" })).toThrow(
      expect.objectContaining({ code: "segmentation-not-writable" }),
    );
  });
});

describe("deflated", () => {
  test.each(["BINARY", "LABELMAP"] as const)("%s comes back voxel for voxel", (type) => {
    const bytes = writeDicomSeg(labelMap, { source, type, compression: "deflated" });
    expect(bytes.length).toBeLessThan(writeDicomSeg(labelMap, { source, type }).length / 3);
    expect(bytes.length % 2).toBe(0);
    expect(readDicomSegExactly(bytes, { source }).voxels).toEqual(labelMap.voxels);
  });
});

describe("segments that overlap", () => {
  const first = letterF(axialGrid, [liver]);
  const second = createLabelMap({
    grid: axialGrid,
    segments: [drawnByHand, tumour],
    voxels: first.voxels.map((label, index) => (label === 1 ? 7 : index % 50 === 0 ? 200 : 0)),
  });
  const bytes = writeDicomSeg([first, second], { source });

  test("are one object that says so", () => {
    const { dataset } = parseDataset(bytes);
    expect(text(dataset, "SegmentsOverlap")).toBe("YES");
    const apart = writeDicomSeg(
      [first, { ...second, voxels: first.voxels.map((label) => (label === 0 ? 7 : 0)) }],
      { source },
    );
    expect(text(parseDataset(apart).dataset, "SegmentsOverlap")).toBe("NO");
  });

  test("come back whole", async () => {
    const { labelMaps } = await readDicomSeg(bytes, { source });
    const voxelsOf = (segmentNumber: number) =>
      labelMaps
        .find(({ segments }) => segments.some((segment) => segment.segmentNumber === segmentNumber))!
        .voxels.map((label) => (label === segmentNumber ? 1 : 0));
    expect(voxelsOf(1)).toEqual(first.voxels);
    expect(voxelsOf(7)).toEqual(first.voxels);
    expect(voxelsOf(200)).toEqual(second.voxels.map((label) => (label === 200 ? 1 : 0)));
  });

  test("need numbers of their own", () => {
    expect(() => writeDicomSeg([first, first], { source })).toThrow(
      expect.objectContaining({ code: "invalid-segment" }),
    );
  });
});

describe("FRACTIONAL", () => {
  const fractions = (seed: number) =>
    Uint8Array.from({ length: voxelCount(axialGrid) }, (_, index) =>
      index < 143 ? 0 : (index * seed) % 256,
    );

  test.each(["PROBABILITY", "OCCUPANCY"] as const)(
    "%s is cut at one half on opening",
    async (fractionalType) => {
      const maps = [{ segment: liver, fractions: fractions(37) }];
      const bytes = writeFractionalSeg(maps, axialGrid, { source, fractionalType });
      const { labelMaps, notes, type } = await readDicomSeg(bytes, { source });
      expect(type).toBe("FRACTIONAL");
      expect(notes).toEqual(["Its segments are fractional: voxels of one half or more belong to them."]);
      expect(labelMaps).toHaveLength(1);
      expect(labelMaps[0]!.voxels).toEqual(maps[0]!.fractions.map((value) => (value >= 127.5 ? 1 : 0)));
      expect(number(parseDataset(bytes).dataset, "NumberOfFrames")).toBe(6);
    },
  );

  test("PROBABILITY and OCCUPANCY of the same bytes are two objects", () => {
    const maps = [{ segment: liver, fractions: fractions(37) }];
    const uids = (["PROBABILITY", "OCCUPANCY"] as const).map((fractionalType) => {
      const options = { source, fractionalType, deterministic: true };
      return text(parseDataset(writeFractionalSeg(maps, axialGrid, options)).dataset, "SOPInstanceUID");
    });
    expect(new Set(uids).size).toBe(2);
  });

  test("of several segments may overlap", async () => {
    const maps = [tumour, liver].map((segment, index) => ({ segment, fractions: fractions(37 + index) }));
    const bytes = writeFractionalSeg(maps, axialGrid, { source, fractionalType: "PROBABILITY" });
    const { labelMaps } = await readDicomSeg(bytes, { source });
    expect(labelMaps.map(({ segments }) => segments)).toEqual([[liver], [tumour]]);
  });
});

describe("big endian", () => {
  const bigEndian = "1.2.840.10008.1.2.2";
  const exchange = (bytes: Uint8Array): Uint8Array => bytes.map((_, at) => bytes[at ^ 1] ?? 0);

  test.each(["BINARY", "LABELMAP"] as const)(
    "%s: the bytes of words (OW) are exchanged, bytes (OB) are not",
    (type) => {
      const parsed = parseDataset(writeDicomSeg(labelMap, { source, type }));
      const object = parseSegmentationObject(parsed);
      if (parsed.pixelData?.kind !== "native") throw new Error("it is compressed");
      const { bytes } = parsed.pixelData;
      const expected = readFramePixels(parsed, object);
      const read = (pixels: Uint8Array, isBytes: boolean) =>
        readFramePixels(
          {
            ...parsed,
            transferSyntaxUID: bigEndian,
            pixelData: { kind: "native", bytes: pixels, isBytes },
          },
          object,
        );
      expect(read(exchange(bytes), false)).toEqual(expected);
      expect(read(bytes, true)).toEqual(expected);
    },
  );
});
