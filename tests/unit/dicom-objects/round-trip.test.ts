import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { items, number, numbers, parseDataset, text, texts } from "../../../src/dicom/index.ts";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { arbitraryGrid } from "../geometry/arbitrary-grid.ts";
import { axialGrid, drawnByHand, letterF, liver, sourceOn, tumour } from "./phantom.ts";

const coronal: Grid = createGrid({
  ...axialGrid,
  directionsLps: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
});
const sagittal: Grid = createGrid({
  ...axialGrid,
  directionsLps: [
    [0, 1, 0],
    [0, 0, -1],
    [-1, 0, 0],
  ],
});
const feetFirst: Grid = createGrid({
  ...axialGrid,
  directionsLps: [
    [-1, 0, 0],
    [0, 1, 0],
    [0, 0, -1],
  ],
});

describe("a label map through DICOM-SEG", () => {
  test.each([
    { name: "axial", grid: axialGrid },
    { name: "coronal", grid: coronal },
    { name: "sagittal", grid: sagittal },
    { name: "downwards", grid: feetFirst },
  ])("comes back voxel for voxel, with its segments: $name", ({ grid }) => {
    const source = sourceOn(grid);
    const labelMap = letterF(grid);
    const read = readDicomSegExactly(writeDicomSeg(labelMap, { source }), { source });
    expect(read.voxels).toEqual(labelMap.voxels);
    expect(read.segments).toEqual(labelMap.segments);
    expect(read.grid).toBe(source.volume.grid);
  });

  test("comes back from every oblique grid, of any size, with any labels", () => {
    const arbitrary = arbitraryGrid.chain((grid) =>
      fc
        .array(fc.constantFrom(0, 0, 1, 7, 200), {
          minLength: grid.size[0] * grid.size[1] * grid.size[2],
          maxLength: grid.size[0] * grid.size[1] * grid.size[2],
        })
        .map((labels) =>
          createLabelMap({ grid, segments: [liver, tumour, drawnByHand], voxels: Uint8Array.from(labels) }),
        ),
    );
    fc.assert(
      fc.property(arbitrary, (labelMap) => {
        const source = sourceOn(labelMap.grid);
        expect(readDicomSegExactly(writeDicomSeg(labelMap, { source }), { source }).voxels).toEqual(
          labelMap.voxels,
        );
      }),
    );
  });

  test("keeps segments without voxels, and has one empty frame when all are", async () => {
    const source = sourceOn(axialGrid);
    const empty = createLabelMap({ grid: axialGrid, segments: [tumour, liver] });
    const bytes = writeDicomSeg(empty, { source });
    expect(number(parseDataset(bytes).dataset, "NumberOfFrames")).toBe(1);
    const read = readDicomSegExactly(bytes, { source });
    expect(read.segments).toEqual([liver, tumour]);
    expect(read.voxels).toEqual(empty.voxels);
    expect((await readDicomSeg(bytes, { source })).labelMaps).toHaveLength(1);
  });

  test("comes back on a series whose frame of reference was derived", () => {
    const source = { ...sourceOn(axialGrid), frameOfReferenceIsDerived: true };
    const labelMap = letterF(axialGrid);
    const bytes = writeDicomSeg(labelMap, { source: { ...source, frameOfReferenceUID: "2.25.99" } });
    expect(readDicomSegExactly(bytes, { source }).voxels).toEqual(labelMap.voxels);
  });

  test("has the same bytes for the same input, if asked", () => {
    const source = sourceOn(axialGrid);
    const labelMap = letterF(axialGrid);
    const once = writeDicomSeg(labelMap, { source, deterministic: true });
    expect(writeDicomSeg(letterF(axialGrid), { source, deterministic: true })).toEqual(once);
    labelMap.voxels[0] = 1;
    const other = writeDicomSeg(labelMap, { source, deterministic: true });
    const uid = (bytes: Uint8Array) => text(parseDataset(bytes).dataset, "SOPInstanceUID");
    expect(uid(other)).not.toBe(uid(once));
    expect(uid(writeDicomSeg(labelMap, { source }))).not.toBe(uid(writeDicomSeg(labelMap, { source })));
  });
});

describe("the object", () => {
  const source = sourceOn(axialGrid, {
    ReferringPhysicianName: [],
    PatientAge: ["050Y"],
    LossyImageCompression: ["01"],
    LossyImageCompressionRatio: [12.5],
    LossyImageCompressionMethod: ["ISO_10918_1"],
    SeriesNumber: [4],
  });
  const { dataset } = parseDataset(
    writeDicomSeg(letterF(axialGrid), {
      source,
      seriesDescription: "Leber",
      contentCreatorName: "Ärztin^Anna",
      date: new Date(2026, 0, 2, 3, 4, 5),
    }),
  );

  test("carries patient and study over, unknown type 2 attributes empty", () => {
    expect(dataset).toMatchObject({
      PatientName: ["Muster^Jürgen"],
      PatientID: ["P-17"],
      PatientBirthDate: [],
      PatientAge: ["050Y"],
      StudyTime: ["101112.5"],
      AccessionNumber: [],
      StudyInstanceUID: [source.studyInstanceUID],
      FrameOfReferenceUID: [source.frameOfReferenceUID],
      LossyImageCompression: ["01"],
      LossyImageCompressionRatio: [12.5],
      SeriesNumber: [1004],
      SeriesDescription: ["Leber"],
      ContentCreatorName: ["Ärztin^Anna"],
      ContentDate: ["20260102"],
      ContentTime: ["030405"],
    });
  });

  test("refers to every source instance, and each frame to its own", () => {
    const [series] = items(dataset, "ReferencedSeriesSequence");
    expect(
      items(series!, "ReferencedInstanceSequence").map((item) => text(item, "ReferencedSOPInstanceUID")),
    ).toEqual(source.instances.map(({ sopInstanceUID }) => sopInstanceUID));
    for (const frame of items(dataset, "PerFrameFunctionalGroupsSequence")) {
      const position = numbers(items(frame, "PlanePositionSequence")[0]!, "ImagePositionPatient");
      const instance = source.instances.find(({ imagePositionPatient }) =>
        imagePositionPatient.every((value, axis) => Math.abs(value - position[axis]!) < 1e-6),
      );
      const [derivation] = items(frame, "DerivationImageSequence");
      const [image] = items(derivation!, "SourceImageSequence");
      expect(texts(image!, "ReferencedSOPInstanceUID")).toEqual([instance!.sopInstanceUID]);
    }
  });

  test("numbers its frames without gaps along segments and places", () => {
    const indices = items(dataset, "PerFrameFunctionalGroupsSequence").map((frame) =>
      numbers(items(frame, "FrameContentSequence")[0]!, "DimensionIndexValues"),
    );
    expect(indices.slice(0, 6).map(([segment]) => segment)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(indices.slice(6)).toEqual([
      [2, 2],
      [2, 6],
    ]);
  });
});
