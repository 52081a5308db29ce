import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instanceAt, labelsOfImages, readSeries, slicesOfImages } from "../../../src/dicom/index.ts";
import { toEvenGrid } from "../../../src/dicom/series/uneven-slices.ts";
import { ijkToLps, lpsToIjk } from "../../../src/geometry/index.ts";
import { makeSeries, makeSlices, toDicomFile } from "./make-series.ts";

/** A series whose slices lie at the depths given and whose voxels are that depth, in HU. */
const atDepths = (depths: readonly number[], tilt = 0) =>
  makeSlices({
    slices: depths.length,
    change: (k) => ({
      ImagePositionPatient: [-10, 20 + tilt * depths[k]!, -300 + depths[k]!],
      InstanceNumber: [],
      PixelData: new Uint8Array(new Uint16Array(20).fill(1024 + depths[k]! * 10).buffer),
    }),
  }).map((attributes, k) => toDicomFile(`${k}.dcm`, attributes));

/** A head: narrow at the base, wide above. */
const head = [0, 2.5, 5, 7.5, 10, 12.5, 17.5, 22.5, 27.5, 32.5];

describe("slices with two distances", () => {
  test("are resampled to the narrower one, linearly between the two images around", async () => {
    const { volume, notes, instances, slicePlaces } = await readSeries(atDepths(head));
    expect(volume.grid.size).toEqual([5, 4, 14]);
    expect(volume.grid.spacingMm[2]).toBeCloseTo(2.5, 12);
    const depthOf = (k: number) => volume.voxels[20 * k + 7]! / 10;
    for (let k = 0; k < 14; k++) expect(depthOf(k)).toBe(2.5 * k);
    expect(notes).toEqual([
      "The 10 slices are unevenly spaced, 2.50 to 5.00 mm: they were resampled to 14 slices, 2.50 mm apart. A segmentation is written for the original slices.",
    ]);
    expect(instances.map(({ imagePositionPatient }) => imagePositionPatient[2])).toEqual(
      head.map((depth) => -300 + depth),
    );
    slicePlaces!.forEach((place, index) => {
      const [, , z] = ijkToLps(volume.grid, [0, 0, place]);
      expect(z).toBeCloseTo(instances[index]!.imagePositionPatient[2], 9);
    });
  });

  test("with a tilted gantry keep their planes", async () => {
    const series = await readSeries(atDepths(head, 0.3));
    const { volume, instances, notes } = series;
    expect(notes!.length).toBe(2);
    instances.forEach(({ imagePositionPatient }) => {
      // In the plane of the image, at the corner of the upright volume.
      const [i, j, k] = lpsToIjk(volume.grid, imagePositionPatient);
      expect([i, j]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
      expect(k).toBeCloseTo(
        series.slicePlaces![instances.findIndex((one) => one.imagePositionPatient === imagePositionPatient)]!,
        9,
      );
    });
  });

  test("give every image a slice of its own, whatever the gaps", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 12, noNaN: true }), { minLength: 2, maxLength: 40 }),
        (gaps) => {
          const depths = [0];
          for (const gap of gaps) depths.push(depths.at(-1)! + gap);
          const { places, slices, spacingMm } = toEvenGrid(depths);
          expect(places[0]).toBe(0);
          expect(places.at(-1)).toBeCloseTo(slices - 1, 6);
          for (const [index, place] of places.entries())
            expect(place * spacingMm).toBeCloseTo(depths[index]!, 6);
          if (slices < 8 * depths.length) expect(new Set(places.map(Math.round)).size).toBe(depths.length);
        },
      ),
    );
  });

  test("labels go to the images and come back", async () => {
    const series = await readSeries(atDepths(head));
    const labels = new Uint8Array(series.volume.voxels.length).map((_, index) => 1 + Math.floor(index / 20));
    const images = labelsOfImages(labels, series);
    expect([...images].filter((_, index) => index % 20 === 0)).toEqual([1, 2, 3, 4, 5, 6, 8, 10, 12, 14]);
    const slices = slicesOfImages(series);
    expect(slices.flat().sort((a, b) => a - b)).toEqual(
      Array.from({ length: series.volume.grid.size[2] }, (_, k) => k),
    );
    for (const [index, place] of series.slicePlaces!.entries())
      expect(slices[index]).toContain(Math.round(place));
    expect(instanceAt(series, 7)!.fileName).toBe("6.dcm");
    expect(instanceAt(series, 13)!.fileName).toBe("9.dcm");
  });
});

describe("gaps that are no distance of a scan", () => {
  test.each<[string, readonly number[], RegExp]>([
    [
      "a hole of one slice",
      [0, 5, 10, 20, 25, 30],
      /^Slice 4 is missing: slices are 5.0 mm apart, but 10.0 mm/,
    ],
    [
      "a hole of no multiple",
      [0, 5, 10, 37, 42, 47],
      /^Slices 4 to 7 are missing: slices are 5.0 mm apart, but 27.0 mm/,
    ],
    ["a hole at the end", [0, 5, 10, 15, 30], /^Slices 5 to 6 are missing/],
    ["two holes", [0, 5, 15, 20, 25, 35, 40], /^2 slices are missing \(3, 7\)/],
  ])("%s is a missing slice", async (_, depths, message) => {
    await expect(readSeries(atDepths(depths))).rejects.toMatchObject({
      details: { problem: "missing-slice" },
      message: expect.stringMatching(message),
    });
  });

  test("every second image lost from a part of the series shows in their numbers", async () => {
    const files = makeSeries({ slices: 20 }).filter((_, k) => k < 13 || k % 2 === 0);
    await expect(readSeries(files)).rejects.toMatchObject({ details: { problem: "missing-slice" } });
  });
});
