import { beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { type Attributes, encodeDataset, encodeFile } from "../unit/dicom/make-dicom.ts";
import { makeSlices } from "../unit/dicom/make-series.ts";
import { openPage, useBrowser } from "./browser.ts";
import { createViewerPage, type ViewerPage, waitUntil } from "./viewer-page.ts";

const browser = await useBrowser();
let viewer: ViewerPage;

/** A body of 64 x 64 x 24 voxels of 4 mm with a lesion in its middle; `value` in Bq/ml. */
const [size, slices] = [64, 24] as const;
const suv = 80_000 / 80e6;
function uptake(i: number, j: number, k: number): number {
  const [x, y, z] = [i - 31.5, j - 31.5, k - 11.5];
  if (Math.hypot(x, y) > 24) return 0;
  return Math.round((Math.hypot(x, y, z) <= 4 ? 8 : 1) / suv);
}

const pet = (k: number): Attributes => {
  const stored = new Uint16Array(size * size);
  for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) stored[i + size * j] = uptake(i, j, k);
  return {
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.128",
    Modality: "PT",
    SeriesDescription: "made PET",
    Units: "BQML",
    CorrectedImage: "ATTN\\DECY",
    DecayCorrection: "ADMIN",
    PatientWeight: [80],
    RadiopharmaceuticalInformationSequence: [{ RadionuclideTotalDose: [80e6] }],
    RescaleIntercept: [0],
    BitsStored: [16],
    HighBit: [15],
    PixelData: new Uint8Array(stored.buffer),
  };
};

const petFiles = makeSlices({
  ...{ columns: size, rows: size, slices, pixelSpacing: [4, 4], gapMm: 4, origin: [-126, -126, -46] },
  seriesInstanceUID: "1.2.3.5",
  change: pet,
}).map((attributes, k) => ({
  name: `pet-${k}.dcm`,
  bytes: encodeFile("1.2.840.10008.1.2.1", encodeDataset(attributes)),
}));

beforeAll(async () => {
  const watched = await openPage(browser, inject("viewerUrl"), async (page) => {
    await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
  });
  viewer = createViewerPage(watched);
  await viewer.page.getByText("Drop a DICOM folder here").waitFor();
  await viewer.drop(petFiles);
  await viewer.page.getByTestId("pane-axial").getByText("13 / 24").waitFor();
});

/** Grey or colour of the axial pane at a place, from what is on the screen. */
async function colourAt(x: number, y: number): Promise<readonly number[]> {
  const png = await viewer.page.getByTestId("pane-axial").screenshot();
  return viewer.page.evaluate(
    async ([base64, x, y]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      return [
        ...context.getImageData(Math.round(x * bitmap.width), Math.round(y * bitmap.height), 1, 1).data,
      ].slice(0, 3);
    },
    [png.toString("base64"), x, y] as const,
  );
}

test("PET opens inverse in an SUV window, and says what its SUV rest on", async () => {
  const { page } = viewer;
  await page.getByText("SUV 0.0 to 5.0").first().waitFor();
  await waitUntil(async () => (await colourAt(0.5, 0.5))[0]! < 40, 20_000, "the dark lesion");
  // One fifth of the window: light.
  expect((await colourAt(0.42, 0.6))[0]).toBeGreaterThan(180);
  await page.locator("suv-panel").getByText("80 kg, 80 MBq").waitFor();
  await page.getByTestId("pane-axial").hover();
  await page.getByTestId("pane-axial").getByText("SUV 8.00 (8000 Bq/ml)").waitFor();
  await page.getByLabel("Window: SUV 0 to").fill("16");
  await page.keyboard.press("Enter");
  await page.getByText("SUV 0.0 to 16.0").first().waitFor();
  await waitUntil(async () => Math.abs((await colourAt(0.5, 0.5))[0]! - 127) < 12);
  await page.getByLabel("White background").uncheck();
  await waitUntil(async () => (await colourAt(0.42, 0.6))[0]! < 60);
});

test("a lesion is taken by 41 % of its maximum: shown first, then one step", async () => {
  const { page, button } = viewer;
  const segments = () =>
    page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { session } = viewer.workspace.study!;
      return { voxels: session.counts.voxels(session.activeSegment), steps: session.history.steps.length };
    });
  const { steps } = await segments();
  await button("Isocontour").click();
  const box = (await page.getByTestId("pane-axial").boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await button("Apply").waitFor();
  const inSphere = Array.from({ length: size * size * slices }, (_, n) =>
    uptake(n % size, Math.floor(n / size) % size, Math.floor(n / size / size)),
  ).filter((value) => value === 8000).length;
  expect(await segments()).toEqual({ voxels: inSphere, steps });
  await button("Cancel").click();
  expect(await segments()).toEqual({ voxels: 0, steps });
  await page.getByRole("combobox", { name: /^Threshold/ }).selectOption("SUV 2.5");
  await viewer.drag("pane-axial", [0.5, 0.5], [0.6, 0.5]);
  await button("Apply").click();
  expect(await segments()).toEqual({ voxels: inSphere, steps: steps + 1 });
  await page.keyboard.press("Control+z");
  expect(await segments()).toEqual({ voxels: 0, steps });
});
