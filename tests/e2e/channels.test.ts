import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { makeSlices, toDicomFile } from "../unit/dicom/make-series.ts";
import { side } from "../unit/segmentation/convolution-model.ts";
import { twoSeriesFiles } from "../unit/segmentation/two-series.ts";
import { makeNifti } from "../unit/volume-files/make-volume-file.ts";
import { openPage, useBrowser } from "./browser.ts";
import { createFolder } from "./sample-study.ts";
import { serveModel } from "./served-files.ts";
import { createViewerPage, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
const folder = createFolder();
afterAll(() => folder[Symbol.dispose]());

/** The files of a series of one value but for a square of another, in stored values 1024 above HU. */
async function phase(number: number, description: string, inSquare: number) {
  const stored = new Uint16Array(side * side).fill(1064);
  for (let j = 4; j < 8; j++) stored.fill(inSquare + 1024, side * j + 4, side * j + 8);
  const slices = makeSlices({
    columns: side,
    rows: side,
    slices: 3,
    pixelSpacing: [2, 2] as const,
    seriesInstanceUID: `1.2.3.${number}`,
    change: () => ({
      SeriesDescription: description,
      SeriesNumber: [number],
      PixelData: new Uint8Array(stored.buffer),
    }),
  });
  const files = slices.map((attributes, k) => toDicomFile(`${number}-${k}.dcm`, attributes));
  return Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

/** The viewer with a model that sees two series, without a study. */
async function openWithModel() {
  const model = join(folder.path, "two-series");
  mkdirSync(model, { recursive: true });
  for (const [name, bytes] of twoSeriesFiles()) folder.write(join("two-series", name), bytes);
  const watched = await openPage(browser, `${url}?device=wasm`, async (page) => {
    await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
    await serveModel(page, model);
  });
  await watched.page.getByText("Drop a DICOM folder here").waitFor();
  return createViewerPage(watched);
}

/** Runs the model, of which nothing says that it is made for this part of the body, and waits for the square of the second series. */
async function runOnBoth(viewer: ViewerPage): Promise<void> {
  await viewer.button("Segment").click();
  await viewer.page.getByRole("dialog").getByRole("button", { name: "Run", exact: true }).click();
  await waitUntil(async () => (await viewer.voxels()).filter((label) => label === 1).length === 48);
  viewer.expectQuiet();
}

test("series are chosen by mouse for a model that sees several, and it draws on the first", async () => {
  const viewer = await openWithModel();
  const { page } = viewer;
  await viewer.drop([
    ...(await phase(1, "Abdomen nativ", 40)),
    ...(await phase(2, "Portal venous", 40)),
    ...(await phase(3, "Abdomen late", 240)),
  ]);
  await page.getByRole("region", { name: "Studies" }).getByRole("button", { name: /nativ/ }).first().click();
  const opened = viewer.button(/^Run options/);
  // The first is guessed by its name; nothing says which of the others is arterial.
  await opened.getByText("1 series to choose").waitFor();
  await viewer.button("Segment").click();
  await page.getByText(/choose in the run options which one is "arterial"/).waitFor();
  await opened.click();
  const options = page.getByRole("dialog", { name: "Options of the next run" });
  await options.getByText("Labels are drawn on “native”.").waitFor();
  expect(await options.getByLabel("native").inputValue()).toBe("open");
  await options.getByLabel("arterial").selectOption({ label: "CT 3 · Abdomen late" });
  await opened.getByText("1 series to choose").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await runOnBoth(viewer);
});

test("a NIfTI file is taken by mouse for the second series, but not one with other voxels", async () => {
  const viewer = await openWithModel();
  const { page } = viewer;
  await viewer.drop(await phase(1, "Abdomen nativ", 40));
  await viewer.button(/^Run options/).click();
  const options = page.getByRole("dialog", { name: "Options of the next run" });
  const bring = async (name: string, firstMm: number) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      options.getByTitle("Choose a NIfTI or NRRD file for “arterial”").click(),
    ]);
    const buffer = Buffer.from(lateAsNifti(firstMm));
    await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer });
  };
  await bring("shifted.nii", -11);
  await page.getByText(/does not state a frame of reference/).waitFor();
  expect(await options.getByLabel("arterial").inputValue()).toBe("");
  await bring("late.nii", -10);
  await waitUntil(async () => (await options.getByLabel("arterial").inputValue()).startsWith("2.25."));
  await page.keyboard.press("Escape");
  await runOnBoth(viewer);
});

/** The late phase as a file on the grid of the others, which begins at x = `firstMm`; -10 is theirs. */
function lateAsNifti(firstMm: number): Uint8Array {
  const values = new Int16Array(3 * side * side).fill(40);
  for (let k = 0; k < 3; k++)
    for (let j = 4; j < 8; j++) values.fill(240, side * (side * k + j) + 4, side * (side * k + j) + 8);
  const directionsLps = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const;
  const originLps = [firstMm, 20, -300] as const;
  return makeNifti({
    grid: { size: [side, side, 3], spacingMm: [2, 2, 2.5], originLps, directionsLps },
    values,
  });
}
