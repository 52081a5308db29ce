import { cache, imageLoader, metaData } from "@cornerstonejs/core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createVolume, provideImageMetadata } from "../../../src/cornerstone/image-volume.ts";
import { checkedSource, loadImages, readLoadedImages } from "../../../src/cornerstone/loaded-volume.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { makeSeries } from "../dicom/make-series.ts";

beforeAll(() => metaData.addProvider(provideImageMetadata, 10_000));
afterEach(() => cache.purgeCache());

const imagesOf = (volumeId: string) => ({ volumeId, imageIds: cache.getVolume(volumeId)?.imageIds ?? [] });
const readLoadedVolume = (volumeId: string) => readLoadedImages(imagesOf(volumeId));

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
  expect(() => readLoadedVolume(volume.volumeId)).toThrow(/Image 3 of 6 of the volume ".+" is not loaded/);
});

test("a volume that is not there is an error", () => {
  expect(() => readLoadedVolume("nothing")).toThrow(/no images in the volume "nothing"/);
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

test("the header comes module by module where no provider has the whole data set", async () => {
  const { volume } = await load();
  const modules: Record<string, object> = {
    patientModule: { patientID: "17", patientName: "Doe^Jane" },
    // As dicom-image-loader has them: an age without its unit is no age, a date in parts no date.
    patientStudyModule: { patientAge: 54, patientWeight: "71.5", patientSex: "F" },
    generalStudyModule: { studyDate: { year: 2024, month: 6, day: 7 }, studyDescription: "Abdomen" },
  };
  const provide = (type: string) => modules[type];
  metaData.addProvider(provide, 20_000);
  try {
    const { header } = readLoadedVolume(volume.volumeId);
    expect(header).toMatchObject({
      PatientID: ["17"],
      PatientName: ["Doe^Jane"],
      PatientWeight: [71.5],
      PatientSex: ["F"],
      StudyDescription: ["Abdomen"],
    });
    expect(header.PatientAge).toBeUndefined();
    expect(header.StudyDate).toBeUndefined();
  } finally {
    metaData.removeProvider(provide);
  }
});

test("a source that is another series than the one on screen is refused", async () => {
  const { series, volume } = await load();
  expect(checkedSource(imagesOf(volume.volumeId), series)).toBe(series);
  expect(() => checkedSource(imagesOf(volume.volumeId), { ...series, seriesInstanceUID: "1.2.3" })).toThrow(
    /is the series 1\.2\.3, but the volume .+ shows/,
  );
});

test("images of a stack that were not shown yet are loaded, each once; one that cannot be is named", async () => {
  const { volume } = await load();
  const images = volume.imageIds.map((imageId) => cache.getImage(imageId)!);
  const stackOf = (scheme: string) => ({
    volumeId: undefined,
    imageIds: volume.imageIds.map((_, k) => `${scheme}:${k}`),
  });
  const asked: string[] = [];
  imageLoader.registerImageLoader("late", (imageId) => {
    asked.push(imageId);
    return { promise: Promise.resolve({ ...images[Number(imageId.slice(5))]!, imageId }) };
  });
  const stack = stackOf("late");
  for (let round = 0; round < 2; round++) await loadImages(stack);
  expect(asked).toEqual(stack.imageIds);
  expect(stack.imageIds.every((imageId) => cache.getImage(imageId))).toBe(true);
  // As Cornerstone does where no loader is registered.
  await expect(loadImages(stackOf("unknown"))).rejects.toThrow(
    /^Image 1 of 6 of the stack could not be loaded\. Wait/,
  );
});
