import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parseDataset, readSeries, text } from "../../src/dicom/index.ts";
import { readDicomSegExactly } from "../../src/dicom-objects/index.ts";
import { toNifti, toNrrd } from "../../src/export/index.ts";
import { measureSegments } from "../../src/regions/index.ts";
import type { LabelMap } from "../../src/volume/index.ts";
import { createLabelMap } from "../../src/volume/index.ts";
import { useBrowser } from "./browser.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage } from "./viewer-page.ts";

/*
 * What the menu hands out, beside what the library writes of the same labels: that the library's files are right is held
 * against other programs in tests/conformance.
 */

const slices = { from: 40, to: 44 };
const browser = await useBrowser();
let viewer: ViewerPage;
let folder: string;
/** As what the last one was downloaded. */
let fileName: string;
let labelMap: LabelMap;
let source: Awaited<ReturnType<typeof readSeries>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-export-"));
  viewer = await openViewer(browser, `${inject("viewerUrl")}?device=wasm`, serveQuickStudy(slices));
  await viewer.segment();
  const files = sampleFiles().slice(slices.from, slices.to);
  source = await readSeries(
    files.map((name) => ({
      name,
      arrayBuffer: async () => new Uint8Array(readFileSync(join(sampleFolder, name))).buffer,
    })),
  );
  const exported = await download("DICOM-SEG");
  const { segments } = readDicomSegExactly(exported, { source, fileName: "export" });
  labelMap = createLabelMap({ grid: source.volume.grid, segments, voxels: await viewer.voxels() });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** It may be open still: a tick does not close it. */
async function openMenu(): Promise<void> {
  const first = viewer.page.getByRole("menuitem").first();
  if (!(await first.isVisible())) await viewer.button("Other export formats").click();
  await first.waitFor();
}

/** Chooses a format in the menu, by mouse, and gives what was downloaded. */
async function download(format: string): Promise<Uint8Array> {
  const { page } = viewer;
  await openMenu();
  const [file] = await Promise.all([
    page.waitForEvent("download", { timeout: 120_000 }),
    page.getByRole("menuitem").filter({ hasText: format }).first().click(),
  ]);
  fileName = file.suggestedFilename();
  const path = join(folder, fileName);
  await file.saveAs(path);
  return new Uint8Array(readFileSync(path));
}

describe("without the patient, once that is ticked", () => {
  const tick = () => viewer.page.getByRole("menuitemcheckbox", { name: /Without patient data/ });
  const choose = async () => {
    await openMenu();
    await tick().click();
  };
  const name = text(
    parseDataset(readFileSync(join(sampleFolder, sampleFiles()[0]!))).dataset,
    "PatientName",
  )!;

  test("a DICOM-SEG and a report that still fit their images", async () => {
    expect(name.length).toBeGreaterThan(2);
    expect(Buffer.from(await download("DICOM-SEG")).includes(name)).toBe(true);
    expect(fileName).toMatch(/^Synthetic-Abdomen-segmentation-\d{12}\.dcm$/);
    await choose();
    const seg = await download("DICOM-SEG");
    expect(fileName).toMatch(/^segmentation-\d{12}\.dcm$/);
    const { dataset } = parseDataset(seg);
    expect(text(dataset, "PatientIdentityRemoved")).toBe("YES");
    const read = readDicomSegExactly(seg, { source, fileName: "export" });
    expect(read.voxels).toEqual(labelMap.voxels);
    expect(read.segments.map(({ label }) => label)).toEqual(labelMap.segments.map(({ label }) => label));
    for (const [file, bytes] of Object.entries(unzipSync(await download("Measurements"))))
      if (file.endsWith(".dcm")) {
        expect(Buffer.from(bytes).includes(name), file).toBe(false);
        expect(text(parseDataset(bytes).dataset, "PatientIdentityRemoved")).toBe("YES");
      }
    expect(Buffer.from(seg).includes(name)).toBe(false);
  });

  test("and with the patient again when it is taken away", async () => {
    await openMenu();
    expect(await tick().getAttribute("aria-checked")).toBe("true");
    await choose();
    expect(await tick().getAttribute("aria-checked")).toBe("false");
    await viewer.page.keyboard.press("Escape");
    await tick().waitFor({ state: "hidden" });
    expect(Buffer.from(await download("DICOM-SEG")).includes(name)).toBe(true);
  });
});

describe("the export menu hands out", () => {
  test("a LABELMAP with the same voxels", async () => {
    const bytes = await download("DICOM label map");
    expect(text(parseDataset(bytes).dataset, "SegmentationType")).toBe("LABELMAP");
    expect(readDicomSegExactly(bytes, { source, fileName: "export" }).voxels).toEqual(labelMap.voxels);
  });

  test("NIfTI", async () => {
    expect(await download("NIfTI")).toEqual(toNifti(labelMap));
  });

  test("NRRD", async () => {
    expect(await download("NRRD")).toEqual(toNrrd([labelMap]));
  });

  test("an RTSTRUCT with a contour on every slice that has a segment", async () => {
    const { dataset } = parseDataset(await download("RTSTRUCT"));
    expect(text(dataset, "Modality")).toBe("RTSTRUCT");
    const structures = dataset.StructureSetROISequence as Record<string, unknown>[];
    expect(structures.map((roi) => (roi.ROIName as string[])[0])).toEqual(
      labelMap.segments.map(({ label }) => label),
    );
  });

  test("a report of measurements with the segmentation that it measures", async () => {
    const files = unzipSync(await download("Measurements"));
    expect(Object.keys(files).sort()).toEqual(["measurements.dcm", "segmentation.dcm"]);
    const report = JSON.stringify(parseDataset(files["measurements.dcm"]!).dataset);
    const segmentation = parseDataset(files["segmentation.dcm"]!).dataset;
    expect(report).toContain(text(segmentation, "SOPInstanceUID"));
    for (const { volumeMl } of measureSegments([labelMap], source.volume))
      expect(report).toContain(String(volumeMl).slice(0, 6));
  });

  test("a surface of every segment", async () => {
    const files = unzipSync(await download("STL"));
    const surfaces = Object.keys(files).filter((name) => name.endsWith(".stl"));
    expect(surfaces).toHaveLength(labelMap.segments.length);
    for (const name of surfaces) {
      const triangles = new DataView(files[name]!.buffer, files[name]!.byteOffset).getUint32(80, true);
      expect(triangles).toBeGreaterThan(100);
      expect(files[name]!.length).toBe(84 + 50 * triangles);
    }
  });
});
