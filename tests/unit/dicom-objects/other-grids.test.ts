import { describe, expect, test } from "vitest";
import {
  type Dataset,
  items,
  parseDataset,
  readSeries,
  type SourceSeries,
  writePart10,
} from "../../../src/dicom/index.ts";
import {
  readDicomSeg,
  readDicomSegExactly,
  volumesMl,
  writeDicomSeg,
  writeFractionalSeg,
} from "../../../src/dicom-objects/index.ts";
import { createGrid, type Grid, voxelCount } from "../../../src/geometry/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { axialGrid, liver, sourceOn, tumour } from "./phantom.ts";

/** Slices of 6 mm, and the grid of an object on slices of 2 mm over the same ground. */
const thick = createGrid({ ...axialGrid, size: [12, 16, 5], spacingMm: [0.75, 1.5, 6] });
const thin = createGrid({ ...thick, size: [12, 16, 13], spacingMm: [0.75, 1.5, 2] });
const source = sourceOn(thick);

/** An object on another grid of the same study. */
function drawnOn(grid: Grid, draw: (set: (i: number, j: number, k: number, label: number) => void) => void) {
  const labelMap = createLabelMap({ grid, segments: [liver, tumour] });
  draw((i, j, k, label) => {
    labelMap.voxels[i + grid.size[0] * (j + grid.size[1] * k)] = label;
  });
  return writeDicomSeg(labelMap, { source: onGrid(grid) });
}

function onGrid(grid: Grid): SourceSeries {
  const { studyInstanceUID, frameOfReferenceUID, header } = source;
  return { ...sourceOn(grid, {}, "2"), studyInstanceUID, frameOfReferenceUID, header };
}

function fill(
  set: (i: number, j: number, k: number, label: number) => void,
  slices: readonly number[],
  label: number,
) {
  for (const k of slices) for (let j = 4; j < 10; j++) for (let i = 2; i < 5; i++) set(i, j, k, label);
}

describe("segments that resampling changes", () => {
  test("are named with both volumes, and measured on their own voxels", async () => {
    // Slices at 4 and 8 mm lie between those of the series at 0, 6 and 12; the one at 6 mm stands for three.
    const bytes = drawnOn(thin, (set) => {
      fill(set, [2, 4], tumour.segmentNumber);
      fill(set, [3], liver.segmentNumber);
    });
    const opened = await readDicomSeg(bytes, { source });
    expect(opened.notes).toContain(
      'These segments have no voxel on the series: "Tumour, left lobe – Größe" (0.081 ml, then 0).',
    );
    expect(opened.notes).toContain(
      'These segments have a different volume on the series: "Liver" (0.0405 ml, then 0.121 ml).',
    );
    const measured = measureSegments(opened.own!, source.volume);
    expect(measured.map(({ segment, volumeMl }) => [segment.label, volumeMl])).toEqual([
      [liver.label, expect.closeTo(0.0405, 6)],
      [tumour.label, expect.closeTo(0.081, 6)],
      [tumour.label, expect.closeTo(0.0405, 6)],
      [tumour.label, expect.closeTo(0.0405, 6)],
    ]);
    expect([...volumesMl(opened.own!).values()].reduce((sum, ml) => sum + ml)).toBeCloseTo(0.1215, 6);
  });

  test("though they are all there is in the object", async () => {
    const bytes = drawnOn(thin, (set) => fill(set, [2], tumour.segmentNumber));
    const { notes, own, parts } = await readDicomSeg(bytes, { source });
    expect(notes).toContainEqual(
      expect.stringMatching(/^These segments have no voxel on the series.*0\.0405 ml/),
    );
    expect(parts[0]!.voxels.some((label) => label !== 0)).toBe(false);
    expect(measureSegments(own!, source.volume)[1]!.volumeMl).toBeCloseTo(0.0405, 6);
  });

  test("not where the volume stays within a tenth", async () => {
    const fine = createGrid({
      ...thick,
      size: [24, 32, 5],
      spacingMm: [0.375, 0.75, 6],
      originLps: [-101.4375, -87.875, 312.75],
    });
    const bytes = drawnOn(fine, (set) => {
      for (let j = 4; j < 24; j++) for (let i = 2; i < 20; i++) set(i, j, 2, liver.segmentNumber);
    });
    const { notes } = await readDicomSeg(bytes, { source });
    expect(notes.slice(1)).toEqual([expect.stringMatching(/^Its voxels are not those of the series/)]);
  });

  test("grey values are those of the image at their places", async () => {
    const voxels = new Int16Array(voxelCount(thick)).map((_, index) => 100 * Math.floor(index / (12 * 16)));
    const volume = { ...source.volume, voxels };
    const bytes = drawnOn(thin, (set) => fill(set, [3, 5], liver.segmentNumber));
    const { own } = await readDicomSeg(bytes, { source });
    // At 6 and 10 mm: the slices at 6 and 12 mm are nearest.
    expect(measureSegments(own!, volume)[0]!.values!.mean).toBeCloseTo(150, 6);
  });
});

describe("fractions that one half cuts away", () => {
  const fractions = (value: number) => {
    const all = new Uint8Array(voxelCount(thick));
    for (let i = 0; i < 40; i++) all[500 + i] = value;
    return all;
  };

  test.each(["PROBABILITY", "OCCUPANCY"] as const)("name their segment: %s", async (fractionalType) => {
    const bytes = writeFractionalSeg(
      [
        { segment: liver, fractions: fractions(255) },
        { segment: tumour, fractions: fractions(100) },
      ],
      thick,
      { source, fractionalType },
    );
    const { notes } = await readDicomSeg(bytes, { source });
    expect(notes).toEqual([
      "Its segments are fractional: voxels of one half or more belong to them.",
      'These segments are empty, since none of their voxels reaches one half: "Tumour, left lobe – Größe" (largest 39 %).',
    ]);
  });

  test("name the volume that an occupancy had", async () => {
    const maps = [{ segment: liver, fractions: fractions(150) }];
    const write = (fractionalType: "PROBABILITY" | "OCCUPANCY") =>
      readDicomSeg(writeFractionalSeg(maps, thick, { source, fractionalType }), { source });
    expect((await write("PROBABILITY")).notes).toHaveLength(1);
    expect((await write("OCCUPANCY")).notes[1]).toBe(
      'The volume of these segments changes: "Liver" (40 voxels of 23.5).',
    );
  });
});

describe("a segmentation on the images of a tilted gantry", () => {
  const drift = 0.93;
  const depths = [0, 3, 6, 9, 12, 17, 22, 27, 32];

  /** A series whose images are shifted along the columns from slice to slice. */
  async function readTilted(isUneven: boolean): Promise<SourceSeries> {
    const at = (k: number) => (isUneven ? depths[k]! : 3 * k);
    const slices = makeSlices({
      columns: 12,
      rows: 10,
      slices: 9,
      gapMm: 3,
      change: (k) => ({ ImagePositionPatient: [-10, 20 + (drift * at(k)) / 3, -300 + at(k)] }),
    });
    return readSeries(slices.map((slice, k) => toDicomFile(`${k}.dcm`, slice)));
  }

  /** As others write it: frames of the size of the images, at their places. */
  function drawnOnImages(series: SourceSeries, crop = 0) {
    const [columns, rows] = [12 - crop, 10 - crop];
    const grid = createGrid({ ...series.volume.grid, size: [columns, rows, 9] });
    const instances = series.instances.map((instance, k) => {
      const depth = series.slicePlaces ? depths[k]! : 3 * k;
      const position = [-10 + 0.5 * crop, 20 + 0.7 * crop + (drift * depth) / 3, -300 + depth] as const;
      return { ...instance, imagePositionPatient: position };
    });
    const { tilt: _, slicePlaces: __, ...even } = series;
    const labelMap = createLabelMap({ grid, segments: [liver] });
    for (let k = 2; k < 7; k++)
      for (let j = 1; j < 4; j++)
        for (let i = 2; i < 8; i++) labelMap.voxels[i + columns * (j + rows * k)] = 1;
    const upright = { ...even, instances, volume: { ...series.volume, grid } };
    return writeDicomSeg(labelMap, { source: upright });
  }

  test.each([
    ["even", false, 0],
    ["even, cropped", false, 2],
    ["uneven", true, 0],
  ] as const)("is read pixel for pixel: %s", async (_, isUneven, crop) => {
    const series = await readTilted(isUneven);
    const { grid } = series.volume;
    const { labelMaps, notes } = await readDicomSeg(drawnOnImages(series, crop), { source: series });
    expect(notes).toEqual([expect.stringMatching(/^Its frames match the images of the tilted gantry/)]);
    series.instances.forEach((_instance, index) => {
      const k = Math.round(series.slicePlaces?.[index] ?? index);
      const inSlice: [number, number][] = [];
      for (let j = 0; j < grid.size[1]; j++)
        for (let i = 0; i < grid.size[0]; i++)
          if (labelMaps[0]!.voxels[i + grid.size[0] * (j + grid.size[1] * k)] === 1) inSlice.push([i, j]);
      if (index < 2 || index > 6) {
        expect(inSlice).toEqual([]);
        return;
      }
      expect(inSlice).toHaveLength(18);
      const top = Math.round(series.tilt!.offsets[index]![1]);
      expect(inSlice[0]).toEqual([2 + crop, 1 + crop + top]);
      expect(inSlice.at(-1)).toEqual([7 + crop, 3 + crop + top]);
    });
  });

  test("what is drawn here on the upright slices is read voxel for voxel as before", async () => {
    const series = await readTilted(false);
    const labelMap = createLabelMap({ grid: series.volume.grid, segments: [liver] });
    labelMap.voxels[100] = 1;
    labelMap.voxels[333] = 1;
    const bytes = writeDicomSeg(labelMap, { source: series });
    expect(readDicomSegExactly(bytes, { source: series }).voxels).toEqual(labelMap.voxels);
  });
});

describe("places that are none", () => {
  const bytes = drawnOn(thick, (set) => fill(set, [1, 2], liver.segmentNumber));
  const { dataset, pixelData } = parseDataset(bytes);

  const withGroups = (change: (group: Dataset) => Dataset) =>
    writePart10({
      ...dataset,
      PixelData: pixelData?.kind === "native" ? pixelData.bytes : new Uint8Array(),
      PerFrameFunctionalGroupsSequence: items(dataset, "PerFrameFunctionalGroupsSequence").map(change),
    });

  test.each<[string, Dataset]>([
    ["a position of two numbers", { PlanePositionSequence: [{ ImagePositionPatient: [1, 2] }] }],
    ["a position beyond the sky", { PlanePositionSequence: [{ ImagePositionPatient: [1, 2, 1e30] }] }],
    ["no direction", { PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 0, 0, 0, 1, 0] }] }],
    ["one direction twice", { PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 1, 0, 0] }] }],
    ["pixels without a width", { PixelMeasuresSequence: [{ PixelSpacing: [0, 1] }] }],
  ])("%s", async (_, groups) => {
    await expect(
      readDicomSeg(
        withGroups((group) => ({ ...group, ...groups })),
        { source },
      ),
    ).rejects.toMatchObject({
      code: "invalid-segmentation",
      message: expect.stringMatching(/frame 1 has/),
    });
  });

  test.each(["nan", "inf", "-1e400", "one"])("a position of %s", async (text) => {
    const stated = "-101.25";
    const broken = withGroups((group) => group);
    broken.set(Buffer.from(text.padEnd(stated.length)), Buffer.from(broken).indexOf(stated));
    await expect(readDicomSeg(broken, { source })).rejects.toMatchObject({ code: "invalid-segmentation" });
  });
});
