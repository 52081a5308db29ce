import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compareModel, compareVoxels } from "../../../src/cli/compare-model.ts";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { toNifti } from "../../../src/export/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";

describe("a model against a reference", () => {
  it("agrees class by class", () => {
    const manifest = exampleManifest();
    const found = Uint8Array.of(0, 1, 1, 1, 0, 0, 7);
    const reference = Uint16Array.of(0, 1, 1, 0, 1, 300, 7);
    expect(compareVoxels({ manifest }, found, reference)).toEqual([
      { value: 1, label: "Liver", modelVoxels: 3, referenceVoxels: 3, dice: 2 / 3, differentVoxels: 2 },
      {
        value: 2,
        label: "Liver tumour",
        modelVoxels: 0,
        referenceVoxels: 0,
        dice: undefined,
        differentVoxels: 0,
      },
    ]);
  });
});

describe("model compare", () => {
  const { signal } = new AbortController();
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "autoseg-compare-"));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it("says Dice and the voxels that differ, of a NIfTI file on the voxels of the series", async () => {
    const series = join(folder, "series");
    mkdirSync(series);
    for (const slice of ["036", "037", "038"])
      copyFileSync(
        new URL(`../../../sample-dicom/ct-abdomen-synthetic/slice-${slice}.dcm`, import.meta.url),
        join(series, `${slice}.dcm`),
      );
    const { volume } = await readSeries(await findInputFiles([series]));
    const labels = join(folder, "labels.nii.gz");
    const voxels = new Uint8Array(volume.voxels.length).fill(1, 0, 1000);
    writeFileSync(labels, toNifti({ grid: volume.grid, voxels, segments: [] }));
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    const args = ["ct-liver-tumour", "--reference", labels, "--source", series];
    await compareModel([...args, "--json"], signal);
    const { classes } = JSON.parse(written.join("")) as { classes: Record<string, number>[] };
    expect(classes.map(({ label }) => label)).toEqual(["Liver", "Liver tumour"]);
    const [liver] = classes;
    expect(liver!.referenceVoxels).toBe(1000);
    expect(liver!.modelVoxels).toBeGreaterThan(1000);
    expect(liver!.differentVoxels).toBeLessThanOrEqual(liver!.modelVoxels! + 1000);
  });

  it.each([
    [[], "Give one model."],
    [["m"], "--reference"],
    [["m", "--reference", "l.nii"], "--source"],
  ])("wants all it needs: %j", async (args, said) => {
    await expect(compareModel(args, signal)).rejects.toThrow(said);
  });
});
