import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readStripCase } from "../../../scripts/evaluate-models/strips.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import type { BodyRegion } from "../../../src/model/index.ts";
import { regionsOfSlices } from "../../../src/segmentation/body-regions/seen-regions.ts";
import { createVolume } from "../../../src/volume/index.ts";
import { straightGrid } from "../../unit/geometry/straight-grid.ts";
import { dataFolder, hasData, listFiles } from "./python.ts";

const trainFolder = join(dataFolder, "train");

/** `AUTOSEG_REGIONS_EVERY=1` looks at every case, as for the table in docs/models.md. */
const every = Number(process.env.AUTOSEG_REGIONS_EVERY ?? 8);

interface Looked {
  readonly set: string;
  /** Where the models for it are at home: it must not be ruled out. */
  readonly region: BodyRegion;
  /** Between columns and rows: the strips give none but those of `mr-abdomen-chaos`. */
  readonly pixelsMm: readonly number[];
  readonly sliceMm: number;
  /** Part of the cases that look like this and nothing else. */
  readonly least: Readonly<Record<string, number>>;
}

const trunk = "chest, abdomen, pelvis, spine, limbs";

test.for<Looked>([
  { set: "mr-glioma-lgg", region: "head", pixelsMm: [0.86, 0.94, 1], sliceMm: 5, least: { head: 0.75 } },
  { set: "mr-abdomen-chaos", region: "abdomen", pixelsMm: [1.25], sliceMm: 7.7, least: { [trunk]: 0.5 } },
  { set: "mr-cardiac-acdc", region: "chest", pixelsMm: [1.25, 1.56, 1.8], sliceMm: 10, least: {} },
])("MR of $set are ruled out for no model that fits", { timeout: 900_000 }, async (looked, context) => {
  if (!hasData) context.skip("no ../shared/data");
  const { set, region, pixelsMm, sliceMm, least } = looked;
  const index = JSON.parse(await readFile(join(trainFolder, "index.json"), "utf8"));
  const names = Object.keys(index[set]).filter((_, n) => n % every === 0);
  const cases = [];
  for (const name of names) cases.push(await readStripCase(trainFolder, set, name));
  for (const mm of pixelsMm) {
    const counts: Record<string, number> = {};
    for (const { name, size, grey } of cases) {
      const grid = straightGrid(size, [mm, mm, sliceMm]);
      const volume = createVolume({
        grid,
        voxels: Int16Array.from(grey),
        unit: "arbitrary",
        modality: "MR",
      });
      const seen = regionsOfSlices(volume);
      const words = seen ? [...seen.regions.keys()].join(", ") : "nothing";
      counts[words] = (counts[words] ?? 0) + 1;
      if (seen) expect([...seen.regions.keys()], `${name} at ${mm} mm`).toContain(region);
    }
    console.log(`${set}, pixels of ${mm} mm, of ${cases.length}:`, counts);
    for (const [words, part] of Object.entries(least))
      expect(counts[words] ?? 0, words).toBeGreaterThanOrEqual(part * cases.length);
  }
});

test("a coronal T1 of a head looks like one; a thigh that the field of view cuts off like nothing", async (context) => {
  if (!hasData) context.skip("no ../shared/data");
  const seenIn = async (folder: string) => {
    const { volume } = await readSeries(
      listFiles(join(dataFolder, folder)).map((path) => ({
        name: path,
        arrayBuffer: async () => Uint8Array.from(await readFile(path)).buffer,
      })),
    );
    return regionsOfSlices(volume);
  };
  expect([...(await seenIn("dicom/mr-head"))!.regions.keys()]).toEqual(["head"]);
  expect(await seenIn("dicom/sarcoma-ct-mr-pet-rtstruct/MR_T1/image")).toBeUndefined();
});
