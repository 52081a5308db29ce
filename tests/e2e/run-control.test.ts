import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { createFolder } from "./sample-study.ts";
import { serveFewSlices, serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser();

afterAll(() => folder[Symbol.dispose]());

describe("a run", () => {
  let viewer: ViewerPage;
  const slicesDone = () =>
    viewer.page.evaluate(() => {
      const app = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      return [...app.viewer.state.slicesDone];
    });

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, (page) =>
      serveFewSlices(page, { from: 30, to: 54 }),
    );
  });

  afterAll(() => viewer?.page.context().close());

  test("finds its model started while the user looked at the images", async () => {
    await viewer.button(/^Runs on WebAssembly/).waitFor();
  });

  test("pauses by key, and goes on around the slice that was scrolled to", async () => {
    await viewer.button("Segment").click();
    await waitUntil(async () => (await slicesDone()).length >= 2);
    await viewer.page.keyboard.press("Space");
    await waitUntil(async () => (await viewer.runStatus()).endsWith("paused"));
    await viewer.page.waitForTimeout(2000);
    const before = await slicesDone();
    await viewer.page.waitForTimeout(4000);
    expect(await slicesDone()).toEqual(before);
    expect(before.every((slice) => slice > 4)).toBe(true);
    for (let presses = 0; presses < 3; presses++) await viewer.page.keyboard.press("PageDown");
    await viewer.button("Resume").click();
    await waitUntil(async () => (await slicesDone()).length >= before.length + 3);
    const after = (await slicesDone()).slice(before.length, before.length + 3);
    expect(after).toContain(0);
    await waitUntilEnabled(viewer.button("Segment"));
    expect(await viewer.volumeMl("Liver")).toBeGreaterThan(100);
  });

  test("is reported, and the report is saved as JSON", async () => {
    await viewer.page.keyboard.press("i");
    const dialog = viewer.page.getByRole("dialog", { name: "Run report" });
    for (const text of ["WebAssembly", "float32", "Startup", "Inference"])
      await dialog.getByText(text).first().waitFor();
    const [download] = await Promise.all([
      viewer.page.waitForEvent("download"),
      viewer.button("Save as JSON").click(),
    ]);
    const report = JSON.parse(readFileSync(await download.path(), "utf8"));
    expect(report).toMatchObject({
      model: { name: "ct-liver-tumour" },
      slices: 24,
      provider: { name: "wasm" },
    });
    await viewer.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    viewer.expectQuiet();
  });
});

describe("a run that is repeated", () => {
  let viewer: ViewerPage;
  let byModel: Uint8Array;
  let mended: Uint8Array;
  const question = () => viewer.page.getByRole("dialog", { name: "Keep your edits?" });
  const runToEnd = async () => {
    await waitUntil(async () => (await viewer.runStatus()) === "");
    await waitUntilEnabled(viewer.button("Segment"));
  };

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
    await viewer.button("Segment").click();
    await waitUntil(async () => (await viewer.voxels()).includes(1));
    await runToEnd();
    byModel = await viewer.voxels();
  });

  afterAll(() => viewer?.page.context().close());

  test("asks nothing while nobody has drawn", async () => {
    await viewer.button("Segment").click();
    await runToEnd();
    expect(await question().count()).toBe(0);
    expect(await viewer.voxels()).toEqual(byModel);
  });

  test("keeps every voxel that was drawn or erased by hand, unless told otherwise", async () => {
    await viewer.button("Brush").click();
    await viewer.drag("pane-axial", [0.2, 0.3], [0.3, 0.3]);
    await viewer.button("Eraser").click();
    await viewer.drag("pane-axial", [0.35, 0.5], [0.5, 0.5]);
    await waitUntil(async () => Buffer.compare(await viewer.voxels(), byModel) !== 0);
    mended = await viewer.voxels();
    await viewer.button("Segment").click();
    await question().waitFor();
    await viewer.page.keyboard.press("Enter");
    await runToEnd();
    expect(Buffer.compare(await viewer.voxels(), mended)).toBe(0);
  });

  test("is not begun when the question is closed", async () => {
    await viewer.button("Segment").click();
    await question().waitFor();
    await viewer.page.keyboard.press("Escape");
    await question().waitFor({ state: "hidden" });
    expect(await viewer.runStatus()).toBe("");
  });

  test("replaces them when told to, never in a locked segment, and undo brings them back", async () => {
    await viewer.button("Segment").click();
    await viewer.button("Overwrite them").click();
    await runToEnd();
    expect(Buffer.compare(await viewer.voxels(), byModel)).toBe(0);
    await viewer.button("Undo").click();
    expect(Buffer.compare(await viewer.voxels(), mended)).toBe(0);
    await viewer.page
      .locator("autoseg-segments")
      .getByRole("button", { name: /^Lock / })
      .first()
      .click();
    await viewer.button("Segment").click();
    await viewer.button("Overwrite them").click();
    await runToEnd();
    const lockedLabel = 1;
    const after = await viewer.voxels();
    const lost = mended.reduce(
      (sum, label, i) => sum + Number(label === lockedLabel && after[i] !== label),
      0,
    );
    expect(lost).toBe(0);
    viewer.expectQuiet();
  });
});
