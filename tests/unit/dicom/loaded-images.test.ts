import { describe, expect, test } from "vitest";
import { fromLoadedImages, type LoadedImage, readSeries } from "../../../src/dicom/index.ts";
import { makeSeries } from "./make-series.ts";

/** The images of the made series as a viewer has them, in an order of its own. */
async function loaded(change: (image: LoadedImage, k: number) => LoadedImage | undefined = (image) => image) {
  const source = await readSeries(makeSeries());
  const { grid, voxels } = source.volume;
  const length = grid.size[0] * grid.size[1];
  const images = source.instances.map(
    ({ sopClassUID, sopInstanceUID, imagePositionPatient }, k): LoadedImage => ({
      sopClassUID,
      sopInstanceUID,
      frameNumber: undefined,
      frameOfReferenceUID: source.frameOfReferenceUID,
      rows: grid.size[1],
      columns: grid.size[0],
      imagePositionPatient,
      imageOrientationPatient: [...grid.directionsLps[0], ...grid.directionsLps[1]] as never,
      pixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
      sliceThickness: undefined,
      values: voxels.slice(k * length, (k + 1) * length) as Int16Array,
    }),
  );
  const shuffled = [3, 0, 5, 1, 4, 2]
    .map((k) => change(images[k]!, k))
    .filter((image) => image !== undefined);
  const series = fromLoadedImages({
    images: shuffled,
    studyInstanceUID: source.studyInstanceUID,
    seriesInstanceUID: source.seriesInstanceUID,
    modality: "CT",
    unit: "HU",
    header: source.header,
  });
  return { source, series };
}

describe("images that a viewer has loaded", () => {
  test("are the series that their files are, whatever their order", async () => {
    const { source, series } = await loaded();
    expect(series.volume).toEqual(source.volume);
    expect(series.frameOfReferenceUID).toBe(source.frameOfReferenceUID);
    expect(series.instances.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(
      source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
    );
  });

  test("have their geometry checked, which their viewer has not done", async () => {
    await expect(loaded((image, k) => (k === 2 ? undefined : image))).rejects.toMatchObject({
      details: { problem: "missing-slice" },
    });
    await expect(
      loaded((image, k) => (k === 2 ? { ...image, imagePositionPatient: [0, 0, -300] } : image)),
    ).rejects.toMatchObject({ code: "irregular-series" });
    await expect(loaded((image) => ({ ...image, pixelSpacing: undefined }))).rejects.toMatchObject({
      details: { problem: "missing-spacing" },
    });
  });

  test("keep the numbers of their frames", async () => {
    const { series } = await loaded((image, k) => ({
      ...image,
      sopInstanceUID: "1.2.3",
      frameNumber: k + 1,
    }));
    expect(series.instances.map(({ frameNumber }) => frameNumber)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
