import { cache, metaData } from "@cornerstonejs/core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createVolume, provideImageMetadata } from "../../../src/cornerstone/image-volume.ts";
import { otherVolumes } from "../../../src/cornerstone/other-volumes.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { makeSeries } from "../dicom/make-series.ts";

beforeAll(() => metaData.addProvider(provideImageMetadata, 10_000));
afterEach(() => cache.purgeCache());

const read = (number: number, SeriesDescription: string) =>
  readSeries(makeSeries({ seriesInstanceUID: `1.2.3.${number}`, change: () => ({ SeriesDescription }) }));

test("volumes of the cache and series of the application are offered, but not the open one", async () => {
  const [open, other, given] = await Promise.all([read(1, "native"), read(2, "arterial"), read(3, "venous")]);
  const volumes = [open, other, given].map((series) =>
    createVolume(series, series.volume.grid, series.volume.voxels),
  );
  const source = otherVolumes(() => volumes[0]!.volumeId, [given]);
  const listed = source.list();
  expect(listed.map(({ id, modality }) => [id, modality])).toEqual([
    ["1.2.3.3", "CT"],
    [volumes[1]!.volumeId, "CT"],
  ]);
  expect(listed[0]).toMatchObject({ title: "CT · venous", description: "venous" });
  expect(await source.read("1.2.3.3")).toBe(given);
  expect((await source.read(volumes[1]!.volumeId)).volume.voxels).toEqual(other.volume.voxels);
});
