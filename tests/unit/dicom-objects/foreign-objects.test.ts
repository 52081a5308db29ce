import { describe, expect, test } from "vitest";
import { type Dataset, items, parseDataset, writePart10 } from "../../../src/dicom/index.ts";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { createGrid, ijkToLps } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { axialGrid, drawnByHand, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);
const { dataset, pixelData } = parseDataset(writeDicomSeg(labelMap, { source }));
const pixels = pixelData?.kind === "native" ? pixelData.bytes : new Uint8Array();
const frames = items(dataset, "PerFrameFunctionalGroupsSequence");
const frameSize = axialGrid.size[0] * axialGrid.size[1];

const bits = (packed: Uint8Array, count: number) =>
  Array.from({ length: count }, (_, index) => ((packed[index >> 3]! >> (index & 7)) & 1) === 1);
function pack(list: readonly boolean[]): Uint8Array {
  const packed = new Uint8Array(Math.ceil(list.length / 8));
  list.forEach((bit, index) => {
    if (bit) packed[index >> 3]! |= 1 << (index & 7);
  });
  return packed;
}
const frameBits = Array.from({ length: frames.length }, (_, frame) =>
  bits(pixels, frames.length * frameSize).slice(frame * frameSize, (frame + 1) * frameSize),
);

const read = (changes: Dataset, on = source) =>
  readDicomSegExactly(writePart10({ ...dataset, PixelData: pixels, ...changes }), { source: on });

describe("objects as others write them:", () => {
  test("frames in any order", () => {
    const order = frames.map((_, index) => (index * 3) % frames.length);
    const changes = {
      PerFrameFunctionalGroupsSequence: order.map((index) => frames[index]!),
      PixelData: pack(order.flatMap((index) => frameBits[index]!)),
    };
    expect(read(changes).voxels).toEqual(labelMap.voxels);
  });

  test("every frame starting with a new byte", () => {
    const long = sourceOn(createGrid({ ...axialGrid, size: [13, 11, 30] }));
    const drawn = letterF(long.volume.grid);
    const parsed = parseDataset(writeDicomSeg(drawn, { source: long }));
    const count = items(parsed.dataset, "PerFrameFunctionalGroupsSequence").length;
    const packed = parsed.pixelData?.kind === "native" ? bits(parsed.pixelData.bytes, count * frameSize) : [];
    const apart = Array.from({ length: count }, (_, frame) => [
      ...packed.slice(frame * frameSize, (frame + 1) * frameSize),
      false,
    ]);
    const bytes = writePart10({ ...parsed.dataset, PixelData: pack(apart.flat()) });
    expect(readDicomSegExactly(bytes, { source: long }).voxels).toEqual(drawn.voxels);
  });

  test("the segment named in the shared groups", () => {
    const own = frames.slice(0, 6).map(({ SegmentIdentificationSequence, ...rest }) => rest);
    const shared = items(dataset, "SharedFunctionalGroupsSequence")[0]!;
    const changes = {
      NumberOfFrames: [6],
      PerFrameFunctionalGroupsSequence: own,
      SharedFunctionalGroupsSequence: [
        { ...shared, SegmentIdentificationSequence: [{ ReferencedSegmentNumber: [1] }] },
      ],
    };
    expect(read(changes).voxels).toEqual(labelMap.voxels.map((label) => (label === 1 ? 1 : 0)));
  });

  test("places named by references alone", () => {
    const own = frames.map(({ PlanePositionSequence, ...rest }) => rest);
    expect(read({ PerFrameFunctionalGroupsSequence: own }).voxels).toEqual(labelMap.voxels);
  });

  test("places named by frames of one multi-frame image alone", () => {
    const multi = {
      ...source,
      instances: source.instances.map((instance, k) => ({
        ...instance,
        sopInstanceUID: "2.25.77",
        frameNumber: k + 1,
      })),
    };
    const parsed = parseDataset(writeDicomSeg(labelMap, { source: multi }));
    const own = items(parsed.dataset, "PerFrameFunctionalGroupsSequence").map(
      ({ PlanePositionSequence, ...rest }) => rest,
    );
    const [series] = items(parsed.dataset, "ReferencedSeriesSequence");
    expect(items(series!, "ReferencedInstanceSequence")).toHaveLength(1);
    const bytes = writePart10({
      ...parsed.dataset,
      PixelData: pixels,
      PerFrameFunctionalGroupsSequence: own,
    });
    expect(readDicomSegExactly(bytes, { source: multi }).voxels).toEqual(labelMap.voxels);
  });

  test("references by place alone", () => {
    const own = frames.map(({ DerivationImageSequence, ...rest }) => rest);
    const changes = { PerFrameFunctionalGroupsSequence: own, ReferencedSeriesSequence: [] };
    expect(read(changes).voxels).toEqual(labelMap.voxels);
  });

  test("frames that show a part of the slices", () => {
    const cropped = createGrid({
      ...axialGrid,
      size: [6, 5, 3],
      originLps: ijkToLps(axialGrid, [2, 1, 3]),
    });
    const part = letterF(cropped, [liver]);
    const made = writeDicomSeg(part, { source: { ...sourceOn(cropped), ...identityOf(source) } });
    const expected = createLabelMap({ grid: axialGrid, segments: [liver] }).voxels;
    for (let k = 0; k < 3; k++)
      for (let j = 0; j < 5; j++)
        for (let i = 0; i < 6; i++)
          expected[i + 2 + 13 * (j + 1 + 11 * (k + 3))] = part.voxels[i + 6 * (j + 5 * k)]!;
    expect(readDicomSegExactly(made, { source }).voxels).toEqual(expected);
  });

  test("frames that stand upright in the source's slices, one axis the other way", () => {
    const coronal = createGrid({
      size: [axialGrid.size[0], axialGrid.size[2], axialGrid.size[1]],
      spacingMm: [0.7, 2.5, 0.9],
      originLps: ijkToLps(axialGrid, [0, 0, axialGrid.size[2] - 1]),
      directionsLps: [
        [1, 0, 0],
        [0, 0, -1],
        [0, 1, 0],
      ],
    });
    const upright = letterF(coronal);
    const made = writeDicomSeg(upright, { source: { ...sourceOn(coronal), ...identityOf(source) } });
    const { voxels } = readDicomSegExactly(made, { source });
    const [columns, rows, slices] = axialGrid.size;
    for (let k = 0; k < slices; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++)
          expect(voxels[i + columns * (j + rows * k)]).toBe(
            upright.voxels[i + columns * (slices - 1 - k + slices * j)],
          );
  });

  test("frames between the voxels of the series are resampled to the nearest, and it says so", async () => {
    const fine = createGrid({
      ...axialGrid,
      size: [26, 22, 14],
      spacingMm: [0.35, 0.45, 1.25],
      originLps: ijkToLps(axialGrid, [-0.25, -0.25, -0.25]),
    });
    const doubled = letterF(fine);
    for (let index = 0; index < doubled.voxels.length; index++) {
      const [i, j, k] = [index % 26, Math.floor(index / 26) % 22, Math.floor(index / (26 * 22))];
      doubled.voxels[index] = labelMap.voxels[(i >> 1) + 13 * ((j >> 1) + 11 * (k >> 1))]!;
    }
    const bytes = writeDicomSeg(doubled, { source: { ...sourceOn(fine), ...identityOf(source) } });
    const { labelMaps, notes } = await readDicomSeg(bytes, { source });
    expect(labelMaps.map(({ voxels }) => voxels)).toEqual([labelMap.voxels]);
    // Its source has seven more slices than this series, of which seven have frames.
    expect(notes).toEqual([
      "It was drawn on 5 images of this volume and on 7 others: grey values are measured in this volume alone.",
      "Its voxels are not those of the series: they were resampled to the nearest, from 0.35 x 0.45 x 1.25 mm to 0.70 x 0.90 x 2.50 mm.",
    ]);
    expect(() => readDicomSegExactly(bytes, { source })).toThrow(
      expect.objectContaining({ code: "invalid-segmentation" }),
    );
  });

  test("segments that overlap become several label maps, none losing a voxel", async () => {
    const overlapping = frames.map((frame, index) =>
      index < 6 ? frame : { ...frame, PlanePositionSequence: frames[index - 6]!.PlanePositionSequence! },
    );
    const PixelData = pack([...frameBits.slice(0, 6), ...frameBits.slice(0, 2)].flat());
    const bytes = writePart10({
      ...dataset,
      PixelData,
      PerFrameFunctionalGroupsSequence: overlapping,
    });
    expect(() => readDicomSegExactly(bytes, { source })).toThrow(
      expect.objectContaining({ code: "overlapping-segments" }),
    );
    const { labelMaps } = await readDicomSeg(bytes, { source });
    expect(labelMaps.map(({ segments }) => segments)).toEqual([[liver, drawnByHand], [tumour]]);
    expect(labelMaps[0]!.voxels).toEqual(labelMap.voxels.map((label) => (label === 1 ? 1 : 0)));
    const second = labelMaps[0]!.voxels.map((label, index) => (index < 3 * frameSize && label === 1 ? 7 : 0));
    expect(labelMaps[1]!.voxels).toEqual(second);
  });
});

/** What makes an object belong to a series, for one drawn on another grid. */
function identityOf({ studyInstanceUID, frameOfReferenceUID, header }: typeof source) {
  return { studyInstanceUID, frameOfReferenceUID, header };
}
