import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy({ from: 38, to: 44 }));
  await viewer.button("Show where the model is uncertain").click();
  await threshold().waitFor({ timeout: 120_000 });
});

beforeEach(() => viewer.startOver());

const threshold = () => viewer.page.getByRole("slider", { name: /^Minimum probability of / });
const countOnes = async () => (await viewer.voxels()).reduce((sum, label) => sum + Number(label === 1), 0);

/** Clicks the slider at a place of its length. */
async function setThreshold(part: number): Promise<void> {
  const box = (await threshold().boundingBox())!;
  await viewer.page.mouse.click(box.x + part * box.width, box.y + box.height / 2);
}

test("probabilities come on demand, and change nothing", async () => {
  expect(await countOnes()).toBe(0);
  expect(await viewer.button("Undo").isDisabled()).toBe(true);
});

test("Q goes to the slice that the model is least sure of", async () => {
  await viewer.page.keyboard.press("q");
  const [first, here] = await viewer.page.evaluate(() => {
    const app = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    return [app.viewer.state.uncertainSlices[0]!.sliceIndex, app.viewer.workspace.view!.cursor[2]];
  });
  expect(here).toBe(first);
});

test("the uncertainty overlay covers the image and can be turned off", async () => {
  const overlays = viewer.page.locator("uncertainty-overlay canvas");
  expect(await overlays.count()).toBe(3);
  await viewer.page.keyboard.press("u");
  await waitUntil(async () => (await overlays.count()) === 0);
  await viewer.page.getByRole("checkbox", { name: "Show uncertainty" }).click();
  await waitUntil(async () => (await overlays.count()) === 3);
});

test("the threshold is shown as it is set; Escape takes it back", async () => {
  await setThreshold(0.2);
  await waitUntil(async () => (await countOnes()) > 0);
  const low = await countOnes();
  await setThreshold(0.9);
  await waitUntil(async () => (await countOnes()) < low);
  await viewer.page.locator("body").click({ position: { x: 300, y: 20 } });
  await viewer.page.keyboard.press("Escape");
  await waitUntil(async () => (await countOnes()) === 0);
});

test("applied, it holds every voxel that reaches the probability, as one step", async () => {
  await setThreshold(0.4);
  await waitUntil(async () => (await countOnes()) > 0);
  const percent = Number(await threshold().inputValue());
  await viewer.button("Apply").click();
  const expected = await viewer.page.evaluate((least) => {
    const app = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { voxels } = app.viewer.workspace.study!.session;
    let [reached, wrong] = [0, 0];
    app.viewer.controller.uncertainty.map!.forEachChange(
      1,
      Math.round((255 * least) / 100),
      { labels: voxels, before: voxels },
      () => wrong++,
    );
    for (const label of voxels) reached += Number(label === 1);
    return wrong === 0 ? reached : undefined;
  }, percent);
  expect(await countOnes()).toBe(expected);
  expect(await viewer.button("Undo").getAttribute("title")).toContain("threshold of");
  await viewer.button("Undo").click();
  expect(await countOnes()).toBe(0);
  viewer.expectQuiet();
});
