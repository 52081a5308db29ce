import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";
import { findViolationsInThemes } from "./violations.ts";

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

/** Width of the large pane, whether the whole slice fills it, and how far apart the middles of both panes are in the patient. */
const shownPlaces = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const main = viewer.workspace.view!.panes.axial;
    const prior = viewer.prior.view!.pane!;
    const [a, b] = [main.centreLps, prior.centreLps];
    return {
      width: main.element.clientWidth,
      isFitted: main.isFitted,
      apartMm: Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]),
    };
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
  expect(await findViolationsInThemes(page)).toEqual([]);
  // The diameters' sum is of the long axis, and of a lymph node of the short one.
  const sum = async () =>
    (await page.locator("follow-up-panel dd").first().innerText()).match(/[\d.]+/g)!.map(Number);
  const [priorSum, currentSum] = await sum();
  expect(currentSum).toBeGreaterThan(priorSum!);
  const node = page.getByRole("checkbox", { name: "Liver tumour 1 is a lymph node" });
  await node.check();
  await waitUntil(async () => (await sum())[1]! < currentSum!);
  await node.uncheck();
  await waitUntil(async () => (await sum())[1] === currentSum);

  await waitUntil(async () => (await shownSlices())[1] === (await shownSlices())[0]);
  await page.getByTestId("pane-axial").hover();
  await page.mouse.wheel(0, 120);
  await waitUntil(async () => (await shownSlices())[1] === (await shownSlices())[0]);
  const [before] = await shownSlices();
  await page.getByTestId("pane-prior").hover();
  await page.mouse.wheel(0, -240);
  await waitUntil(async () => (await shownSlices())[0] !== before);
  expect((await shownSlices())[1]).toBe((await shownSlices())[0]);
  // On a page of another size the whole slice is in sight again, on both.
  const { width, height } = page.viewportSize()!;
  await page.setViewportSize({ width: 1100, height: 900 });
  await waitUntil(async () => (await shownPlaces()).width < width / 4);
  await waitUntil(async () => (await shownPlaces()).apartMm < 0.1);
  expect((await shownPlaces()).isFitted).toBe(true);
  await page.setViewportSize({ width, height });
  await waitUntil(async () => (await shownPlaces()).isFitted && (await shownPlaces()).apartMm < 0.1);
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
  expect(
    await page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      return viewer.workspace.view!.panes.axial.isFitted;
    }),
  ).toBe(true);
  viewer.expectQuiet();
});
