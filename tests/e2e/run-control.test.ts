import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { createFolder } from "./sample-study.ts";
import { serveFewSlices, serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";
import { findViolationsInThemes } from "./violations.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser();

afterAll(() => folder[Symbol.dispose]());

describe("a run", () => {
  let viewer: ViewerPage;
  /** The slices in the order in which they were done, kept in the page, where none is missed and the run's end is no loss. */
  const slicesDone = () => viewer.page.evaluate(() => (window as unknown as { order: number[] }).order);
  const recordSlices = () =>
    viewer.page.locator("top-bar").evaluate((topBar) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const recorded = window as unknown as { order: number[] };
      recorded.order = [];
      new MutationObserver(() => {
        const done = [...viewer.state.slicesDone];
        if (done.length > recorded.order.length) recorded.order = done;
      }).observe(topBar.shadowRoot!.querySelector("[role=status]")!, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, (page) =>
      serveFewSlices(page, { from: 34, to: 52 }),
    );
  });

  afterAll(() => viewer?.page.context().close());

  test("finds its model started while the user looked at the images", async () => {
    await viewer.button(/^Runs on WebAssembly/).waitFor();
  });

  test("pauses by key, and goes on by key around the slice that was scrolled to", async () => {
    await recordSlices();
    await viewer.segmentAndPause(2);
    const press = () => viewer.page.keyboard.press("Space");
    await Promise.all([press(), press()]);
    await waitUntil(async () => (await viewer.runStatus()).endsWith("paused"));
    expect(await findViolationsInThemes(viewer.page)).toEqual([]);
    for (let presses = 0; presses < 3; presses++) await viewer.page.keyboard.press("PageDown");
    const before = await slicesDone();
    expect(before.every((slice) => slice > 4)).toBe(true);
    await viewer.segment(press);
    const order = await slicesDone();
    // What was under way when the run was paused is done first: two batches of the provider.
    const { batch } = await viewer.page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      return viewer.state.report!.provider;
    });
    expect(order.indexOf(0)).toBeLessThan(before.length + 3 * batch + 3);
    expect(order.length).toBeGreaterThan(14);
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
      slices: 18,
      provider: { name: "wasm" },
    });
    await viewer.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    viewer.expectQuiet();
  });

  test("is drawn beside: anywhere while it is paused, where it is done while it goes on, and it leaves that", async () => {
    await viewer.startOver();
    const { page, button } = viewer;
    /** Voxels of each segment in an axial slice. */
    const inSlice = (position: number) =>
      page.evaluate((at) => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { session } = viewer.workspace.study!;
        const { axial } = viewer.workspace.view!.panes;
        return session.counts.voxelsInSlice(session.activeSegment, axial.toPosition(at), 2);
      }, position);
    const names = () =>
      page.evaluate(() => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        return viewer.workspace.study!.session.history.steps.map(({ kind }) => kind);
      });
    // A corner of the image, where the model finds nothing.
    const stroke = (y = 0.12) => viewer.drag("pane-axial", [0.12, y], [0.3, y]);
    const goTo = (position: number) =>
      page.evaluate((at) => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { axial } = viewer.workspace.view!.panes;
        axial.setSlice(axial.toPosition(at));
      }, position);
    await button("Brush").click();
    await goTo(9);
    await viewer.segmentAndPause(2);
    await waitUntil(async () => (await viewer.runStatus()).endsWith("paused"));
    await goTo(0);
    await stroke();
    const drawn = await inSlice(0);
    expect(drawn).toBeGreaterThan(0);
    await stroke(0.2);
    expect(await inSlice(0)).toBeGreaterThan(drawn);
    await button("Undo").click();
    expect(await inSlice(0)).toBe(drawn);
    await viewer.segment(() => page.keyboard.press("Space"));
    expect(await names()).toEqual(["run", "hand"]);
    expect(await inSlice(0)).toBeGreaterThanOrEqual(drawn);
    await button("Undo").click();
    expect(await names()).toEqual(["run"]);
    const byModel = await inSlice(9);
    expect(byModel).toBeGreaterThan(0);
    await button("Undo").click();
    expect(await inSlice(9)).toBe(0);
    // While it goes on, what it has not done yet is not drawn on, and that is said at the pointer.
    await goTo(9);
    await viewer.segmentAndPause(1);
    await goTo(17);
    await page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      // As if it went on, without a slice being done meanwhile.
      viewer.workspace.study!.session.isRunPaused = false;
    });
    await stroke();
    await page.getByTestId("pane-axial").getByText("has not done this slice yet").waitFor();
    expect(await inSlice(17)).toBe(0);
    await goTo(9);
    const done = await inSlice(9);
    await stroke();
    expect(await inSlice(9)).toBeGreaterThan(done);
    await button("Cancel").click();
    await waitUntil(async () => (await viewer.runStatus()) === "");
  });
});

describe("a run that is repeated", () => {
  let viewer: ViewerPage;
  let byModel: Uint8Array;
  let mended: Uint8Array;
  const question = () => viewer.page.getByRole("dialog", { name: "Keep your edits?" });
  const replaceByModel = () =>
    viewer.segment(async () => {
      await viewer.button("Segment").click();
      await viewer.button("Overwrite them").click();
    });

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
    await viewer.segment();
    byModel = await viewer.voxels();
  });

  afterAll(() => viewer?.page.context().close());

  test("asks nothing while nobody has drawn", async () => {
    await viewer.segment();
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
    await viewer.segment(async () => {
      await viewer.button("Segment").click();
      await question().waitFor();
      await viewer.page.keyboard.press("Enter");
    });
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
    await replaceByModel();
    expect(Buffer.compare(await viewer.voxels(), byModel)).toBe(0);
    await viewer.button("Undo").click();
    expect(Buffer.compare(await viewer.voxels(), mended)).toBe(0);
    await viewer.page
      .locator("autoseg-segments")
      .getByRole("button", { name: /^Lock / })
      .first()
      .click();
    await replaceByModel();
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
