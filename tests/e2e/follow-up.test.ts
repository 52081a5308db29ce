import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const slices = { from: 38, to: 46 };
const folder = createFolder();
const study = join(folder.path, "study");
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  mkdirSync(study);
  copySlices(study, slices.from, slices.to);
  viewer = await openViewer(browser, `${inject("viewerUrl")}?device=wasm`, serveQuickStudy(slices));
});
afterAll(() => folder[Symbol.dispose]());

/** Slices that the large pane and that of the prior study show. */
const shownSlices = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    return [viewer.workspace.view!.panes.axial.sliceIndex, viewer.prior.view?.pane?.sliceIndex];
  });

test("a prior study with its segmentation is shown beside the current one, compared, and exported", async () => {
  const { page } = viewer;
  await page.keyboard.press("2");
  await page.keyboard.press("b");
  await viewer.drag("pane-axial", [0.4, 0.4], [0.44, 0.4]);
  const rows = page.getByRole("table", { name: "Review" }).locator("tbody tr");
  await waitUntil(async () => (await rows.count()) === 1);
  const segmentation = await viewer.exportTo(join(folder.path, "prior"));
  await viewer.drag("pane-axial", [0.4, 0.4], [0.52, 0.4]);
  await viewer.drag("pane-axial", [0.7, 0.7], [0.74, 0.7]);
  await waitUntil(async () => (await rows.count()) === 2);

  await page.getByText("Follow-up").click();
  const files = readdirSync(study).map((name) => join(study, name));
  await page.getByLabel("Files of the prior study").setInputFiles([...files, segmentation]);
  await page.getByTestId("pane-prior").locator("canvas").first().waitFor();
  const table = page.getByRole("table", { name: "Follow-up" });
  await table.getByText("new", { exact: true }).waitFor();
  await page.getByText("RECIST 1.1: progressive disease (PD)").waitFor();

  await waitUntil(async () => (await shownSlices())[1] === (await shownSlices())[0]);
  await page.getByTestId("pane-axial").hover();
  await page.mouse.wheel(0, 120);
  await waitUntil(async () => (await shownSlices())[1] === (await shownSlices())[0]);
  const [before] = await shownSlices();
  await page.getByTestId("pane-prior").hover();
  await page.mouse.wheel(0, -240);
  await waitUntil(async () => (await shownSlices())[0] !== before);
  expect((await shownSlices())[1]).toBe((await shownSlices())[0]);
  // Each by itself, then linked where both are.
  await page.getByLabel("Scroll together").uncheck();
  await page.getByTestId("pane-prior").hover();
  await page.mouse.wheel(0, 120);
  await waitUntil(async () => (await shownSlices())[1] !== (await shownSlices())[0]);
  await viewer.button("Link here").click();
  await page.getByText(/^Offset /).waitFor();

  await page.getByLabel(/ is a new lesion$/).uncheck();
  await page.getByText("The sum is at least 20 % and 5 mm above the nadir.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), viewer.button("Export CSV").click()]);
  const csv = readFileSync(await download.path(), "utf8");
  expect(csv).toContain("overall response (RECIST 1.1)");
  await viewer.button("Close prior").click();
  expect(await page.getByTestId("pane-prior").isVisible()).toBe(false);
  expect(await page.getByTestId("pane-sagittal").isVisible()).toBe(true);
  viewer.expectQuiet();
});
