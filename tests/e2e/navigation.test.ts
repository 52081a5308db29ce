import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

let browser: Browser;
let viewer: ViewerPage;

beforeAll(async () => {
  browser = await launchBrowser();
  viewer = await openViewer(
    browser,
    `${inject("viewerUrl")}?device=wasm`,
    serveQuickStudy({ from: 36, to: 46 }),
  );
});

afterAll(() => browser?.close());

const press = (key: string) => viewer.page.keyboard.press(key);
const sliceOf = async (plane: string) =>
  Number(
    /^(\d+) \//.exec(
      (await viewer.page.locator(`[data-testid=pane-${plane}] .slice`).textContent()) ?? "",
    )?.[1],
  );
const expectSlice = (slice: number) =>
  waitUntil(async () => (await sliceOf("axial")) === slice, 10_000, `slice ${slice}`);

test("on a first visit it says what to do first, until that was read", async () => {
  const steps = viewer.page.getByRole("region", { name: "First steps" });
  await steps.getByText("next finding, accept it, reject it").waitFor();
  await viewer.page.getByText("For research use only. Not a medical device.").waitFor();
  await viewer.button("Got it").click();
  await steps.waitFor({ state: "detached" });
  await viewer.page.reload();
  await waitUntil(() => viewer.button("Segment").isEnabled());
  expect(await steps.count()).toBe(0);
});

test("W goes through the window presets", async () => {
  const window = () => viewer.page.locator("[data-testid=pane-axial] .top-right").textContent();
  const seen = new Set<string>();
  for (let step = 0; step < 3; step++) {
    const before = await window();
    seen.add((before ?? "").trim());
    await press("w");
    await waitUntil(async () => (await window()) !== before, 10_000, "another window");
  }
  expect(seen.size).toBe(3);
});

test("a click with the crosshairs takes the other panes to the same place", async () => {
  await press("x");
  await viewer.drag("pane-axial", [0.3, 0.3], [0.3, 0.3]);
  const [sagittal, coronal] = [await sliceOf("sagittal"), await sliceOf("coronal")];
  await viewer.drag("pane-axial", [0.4, 0.3], [0.4, 0.3]);
  await waitUntil(async () => (await sliceOf("sagittal")) !== sagittal, 10_000, "another sagittal slice");
  expect(await sliceOf("coronal")).toBe(coronal);
  await viewer.drag("pane-coronal", [0.5, 0.1], [0.5, 0.1]);
  const top = await sliceOf("axial");
  await viewer.drag("pane-coronal", [0.5, 0.9], [0.5, 0.9]);
  await waitUntil(async () => (await sliceOf("axial")) > top, 10_000, "an axial slice further down");
});

test("Shift and the arrows go to the slices that have the segment, Home and End to the first and last", async () => {
  await press("b");
  for (const slice of [3, 8]) {
    await press("PageUp");
    for (let step = 1; step < slice; step++) await press("ArrowDown");
    await expectSlice(slice);
    const before = await viewer.voxels();
    await viewer.drag("pane-axial", [0.4, 0.5], [0.5, 0.5]);
    await waitUntil(async () => Buffer.compare(await viewer.voxels(), before) !== 0);
  }
  await press("PageUp");
  await expectSlice(1);
  await press("Shift+ArrowDown");
  await expectSlice(3);
  await press("Shift+ArrowDown");
  await expectSlice(8);
  await press("Shift+ArrowDown");
  await expectSlice(8);
  await press("Shift+ArrowUp");
  await expectSlice(3);
  await press("End");
  await expectSlice(8);
  await press("Home");
  await expectSlice(3);
  await press("2");
  await press("Shift+ArrowDown");
  await expectSlice(3);
  viewer.expectQuiet();
});
