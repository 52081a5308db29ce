import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { autoseg, dciodvfy, noDciodvfy } from "./programs.ts";
import { copySlices, createFolder, dice, readSampleMask } from "./sample-study.ts";
import { readLabelMap, readLabels } from "./segmentation-file.ts";
import { serveFewSlices, serveQuickStudy, tinyModel } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser({ webgpu: true });
/** The middle of the liver: the command line's test runs the model on the whole study. */
const slices = { from: 43, to: 55 };
const count = slices.to - slices.from;
/** A folder with these slices, for what reads files. */
const study = join(folder.path, "study");

beforeAll(() => {
  mkdirSync(study);
  copySlices(study, slices.from, slices.to);
});

afterAll(() => folder[Symbol.dispose]());

/** Voxels whose labels differ. */
function countDifferences(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) count++;
  return count;
}

describe("slices of the sample study with the shipped model, on WebAssembly", () => {
  let viewer: ViewerPage;
  let exported: string;
  const seenStatus: string[] = [];

  beforeAll(async () => {
    viewer = await openViewer(browser, url, (page) => serveFewSlices(page, slices));
    await viewer.button("Segment").click();
    await waitUntil(async () => {
      const status = await viewer.runStatus().catch(() => "");
      if (status) seenStatus.push(status);
      return seenStatus.length > 0 && status === "";
    }, 240_000);
    exported = await viewer.exportTo(folder.path);
  });

  afterAll(() => viewer?.page.context().close());

  test("says how far it is and what it runs on, and why", async () => {
    const says = new RegExp(`^\\d+ of ${count} slices · WebAssembly, \\d+ threads?`);
    expect(seenStatus.some((status) => says.test(status))).toBe(true);
    await viewer.button(/^Runs on WebAssembly/).click();
    const report = viewer.page.getByRole("dialog", { name: "Run report" });
    await report.getByText("WebGPU: the browser's only adapter").first().waitFor();
    // Once, not beside the provider as well.
    expect(await report.getByText("the browser's only adapter").count()).toBe(1);
    await viewer.button("Close").click();
  });

  test("finds the liver of the generator's mask", async () => {
    const labels = await readLabels(exported, study);
    const isAny = (label: number) => label > 0;
    const mask = readSampleMask().subarray(slices.from * 512 ** 2, slices.to * 512 ** 2);
    expect(dice(labels, mask, isAny, isAny)).toBeGreaterThanOrEqual(0.85);
    expect(await viewer.volumeMl("Liver")).toBeGreaterThan(400);
  });

  test("is exported without a fault, as drawn by the model alone", async (context) => {
    const { segments } = await readLabelMap(exported, study);
    expect(
      segments.map(({ label, algorithmType, algorithmName }) => ({ label, algorithmType, algorithmName })),
    ).toEqual([
      { label: "Liver", algorithmType: "AUTOMATIC", algorithmName: "ct-liver-tumour" },
      { label: "Liver tumour", algorithmType: "AUTOMATIC", algorithmName: "ct-liver-tumour" },
    ]);
    if (noDciodvfy) context.skip(noDciodvfy);
    expect(dciodvfy(exported)).toBe("Segmentation");
  });

  test("gives the labels of the command line", async () => {
    const out = `${folder.path}/cli.dcm`;
    const { code, stderr } = await autoseg(["segment", study, "--model", "ct-liver-tumour", "--out", out]);
    expect(code, stderr).toBe(0);
    const [inBrowser, inNode] = [await readLabels(exported, study), await readLabels(out, study)];
    // Two builds of onnxruntime round differently: of 6 million voxels a handful may lie on the very border.
    expect(countDifferences(inBrowser, inNode)).toBeLessThanOrEqual(inNode.length * 1e-6);
  });

  test("is one step to undo and to redo", async () => {
    const before = await viewer.volumeMl("Liver");
    await viewer.button("Undo").click();
    expect(await viewer.volumeMl("Liver")).toBeUndefined();
    expect(await viewer.button("Undo").isDisabled()).toBe(true);
    await viewer.button("Redo").click();
    expect(await viewer.volumeMl("Liver")).toBe(before);
  });

  test("asked nothing of another machine and complained of nothing", () => viewer.expectQuiet());
});

test("WebGPU draws what the command line draws with the test network", async () => {
  // A slice takes an emulated GPU a second.
  const [from, to] = [40, 42];
  const viewer = await openViewer(
    browser,
    `${url}?device=webgpu&software-gpu=1`,
    serveQuickStudy({ from, to }),
  );
  await viewer.segment();
  expect(await viewer.button(/^Runs on WebGPU/).count()).toBe(1);
  const few = join(folder.path, "few");
  mkdirSync(few);
  copySlices(few, from, to);
  const onGpu = await readLabels(await viewer.exportTo(`${folder.path}/webgpu`), few);
  viewer.expectQuiet();
  await viewer.page.context().close();

  const out = join(folder.path, "tiny.dcm");
  const { code, stderr } = await autoseg(["segment", few, "--model", tinyModel, "--out", out]);
  expect(code, stderr).toBe(0);
  const onCpu = await readLabels(out, few);
  expect(onGpu.some((label) => label > 0)).toBe(true);
  expect(countDifferences(onGpu, onCpu)).toBeLessThanOrEqual(onCpu.length * 1e-6);
});

test("cancel keeps the slices that are done", async () => {
  const viewer = await openViewer(browser, `${url}?device=wasm`, (page) => serveFewSlices(page, slices));
  await viewer.segmentAndPause(3);
  await viewer.button("Cancel").press("Enter");
  await waitUntil(async () => (await viewer.runStatus()) === "");
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
  const labelled = slicesOf(await viewer.voxels());
  expect(labelled.size).toBeGreaterThanOrEqual(3);
  expect(labelled.size).toBeLessThan(count);
  await viewer.button("Undo").click();
  expect(await viewer.volumeMl("Liver")).toBeUndefined();
  viewer.expectQuiet();
  await viewer.page.context().close();
});

/** Slices with a label, of 512 x 512 voxels each. */
function slicesOf(voxels: Uint8Array): Set<number> {
  const slices = new Set<number>();
  voxels.forEach((label, index) => {
    if (label > 0) slices.add(Math.floor(index / 512 ** 2));
  });
  return slices;
}
