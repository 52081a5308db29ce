import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import { regionsOfSlices } from "../../../src/segmentation/body-regions/seen-regions.ts";
import { dataFolder, hasData, listFiles } from "./python.ts";

/** What the slices of real CT look like, whatever their headers say; slices of a region, of those looked at. */
test.for([
  ["dicom/ct-abdomen", { abdomen: 36, chest: 4 }, 40],
  ["dicom/ct-20-slices-j2k", { abdomen: 20 }, 20],
  ["dicom/ct-lung-rtstruct/dicom/image", { chest: 16 }, 40],
  ["dicom/sarcoma-ct-mr-pet-rtstruct/CT/image", { limbs: 16 }, 40],
  ["dicom-odd/series/ge-head-ct-gantry-tilt-18.5-variable-spacing-1.08-4-7mm", { head: 38 }, 40],
] as const)("%s", async ([folder, least, slices], context) => {
  if (!hasData) context.skip("no ../shared/data");
  const paths = listFiles(join(dataFolder, folder));
  const { volume } = await readSeries(
    paths.map((path) => ({
      name: path,
      arrayBuffer: async () => Uint8Array.from(await readFile(path)).buffer,
    })),
  );
  const seen = regionsOfSlices(volume);
  expect(seen?.slices).toBe(slices);
  expect([...seen!.regions.keys()].sort()).toEqual(Object.keys(least).sort());
  for (const [region, count] of Object.entries(least))
    expect(Object.fromEntries(seen!.regions)[region], region).toBeGreaterThanOrEqual(count - 2);
});
