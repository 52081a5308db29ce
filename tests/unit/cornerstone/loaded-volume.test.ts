import { cache, metaData } from "@cornerstonejs/core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createVolume, provideImageMetadata } from "../../../src/cornerstone/image-volume.ts";
import { readLoadedVolume } from "../../../src/cornerstone/loaded-volume.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { makeSeries } from "../dicom/make-series.ts";

beforeAll(() => metaData.addProvider(provideImageMetadata, 10_000));
afterEach(() => cache.purgeCache());

async function load() {
  const series = await readSeries(makeSeries());
  const volume = createVolume(series, series.volume.grid, series.volume.voxels);
  return { series, volume };
}

test("a volume that is loaded in Cornerstone is the series it was made of", async () => {
  const { series, volume } = await load();
  const read = readLoadedVolume(volume.volumeId);
  expect(read.volume.grid).toEqual(series.volume.grid);
  expect(read.volume.voxels).toEqual(series.volume.voxels);
  expect(read.instances.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(
    series.instances.map(({ sopInstanceUID }) => sopInstanceUID),
  );
  expect(read).toMatchObject({
    studyInstanceUID: series.studyInstanceUID,
    seriesInstanceUID: series.seriesInstanceUID,
    frameOfReferenceUID: series.frameOfReferenceUID,
    modality: "CT",
  });
});

test("an image that was not loaded is an error, no slice of zeros", async () => {
  const { volume } = await load();
  cache.removeImageLoadObject(volume.imageIds[2]!, { force: true });
  expect(() => readLoadedVolume(volume.volumeId)).toThrow(/Image 3 of 6 was not loaded/);
});

test("a volume that is not there is an error", () => {
  expect(() => readLoadedVolume("nothing")).toThrow(/no volume "nothing"/);
});

test("values that the loader left as they are stored are rescaled", async () => {
  const { series, volume } = await load();
  const provide = (type: string) =>
    type === "modalityLutModule" ? { rescaleSlope: 2, rescaleIntercept: 1 } : undefined;
  metaData.addProvider(provide, 20_000);
  try {
    const { volume: read } = readLoadedVolume(volume.volumeId);
    expect(read.unit).toBe("HU");
    expect(read.voxels[7]).toBe(series.volume.voxels[7]! * 2 + 1);
  } finally {
    metaData.removeProvider(provide);
  }
});
