import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { parseDataset, text } from "../../src/dicom/index.ts";
import { useBrowser } from "./browser.ts";
import { dciodvfy, noDciodvfy } from "./programs.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { readLabelMap, readPixelData } from "./segmentation-file.ts";
import { fewSlices, serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const folder = createFolder();
/** The slices that the page shows, for reading what it exports. */
const study = join(folder.path, "study");
const browser = await useBrowser();

beforeAll(async () => {
  mkdirSync(study);
  copySlices(study, fewSlices.from, fewSlices.to);
});

afterAll(() => folder[Symbol.dispose]());

describe("drawing by hand", () => {
  let viewer: ViewerPage;
  /** Volume of the stroke that every test begins with, in the liver. */
  let painted: number;

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
  });

  beforeEach(async () => {
    await viewer.startOver();
    await viewer.page.keyboard.press("1");
    await viewer.button("Brush").click();
    painted = await changedBy(() => viewer.drag("pane-axial", [0.3, 0.5], [0.4, 0.5]));
  });

  afterAll(() => viewer?.page.context().close());

  const liverMl = () => viewer.volumeMl("Liver");

  /** The volume of the liver once it is another than before. */
  async function changedBy(act: () => Promise<void>): Promise<number> {
    const before = await liverMl();
    await act();
    await waitUntil(async () => ![before, undefined].includes(await liverMl()), 60_000, "the liver's volume");
    return (await liverMl())!;
  }

  test("the brush draws where the mouse goes", () => {
    expect(painted).toBeGreaterThan(0.5);
  });

  test("undo and redo, by button and by key", async () => {
    await viewer.button("Undo").click();
    expect(await liverMl()).toBeUndefined();
    await viewer.button("Redo").click();
    expect(await liverMl()).toBe(painted);
    await viewer.page.keyboard.press("Control+z");
    expect(await liverMl()).toBeUndefined();
    await viewer.page.keyboard.press("Control+Shift+Z");
    expect(await liverMl()).toBe(painted);
  });

  test("the eraser takes away", async () => {
    await viewer.button("Eraser").click();
    const left = await changedBy(() => viewer.drag("pane-axial", [0.35, 0.5], [0.4, 0.5]));
    expect(left).toBeLessThan(painted);
    await viewer.button("Undo").click();
    expect(await liverMl()).toBe(painted);
  });

  test("the eraser leaves other segments alone, with Alt it takes them too", async () => {
    await viewer.button("Eraser").click();
    await viewer.page.keyboard.press("2");
    await viewer.drag("pane-axial", [0.3, 0.5], [0.4, 0.5]);
    expect(await liverMl()).toBe(painted);
    await viewer.page.keyboard.down("Alt");
    await changedBy(() => viewer.drag("pane-axial", [0.35, 0.5], [0.4, 0.5]));
    await viewer.page.keyboard.up("Alt");
    expect(await viewer.button("Undo").getAttribute("title")).toContain("erasing all segments");
    await viewer.button("Undo").click();
    expect(await liverMl()).toBe(painted);
  });

  test("a locked segment stays as it is", async () => {
    await viewer.button("Lock Liver").click();
    await viewer.button("Eraser").click();
    await viewer.drag("pane-axial", [0.3, 0.5], [0.4, 0.5]);
    expect(await liverMl()).toBe(painted);
    await viewer.button("Unlock Liver").click();
  });

  test("painting over a locked segment leaves it, and says so where the brush is", async () => {
    await viewer.button("Lock Liver").click();
    await viewer.page.keyboard.press("2");
    const pane = (await viewer.page.getByTestId("pane-axial").boundingBox())!;
    const [x, y] = [pane.x + 0.3 * pane.width, pane.y + 0.5 * pane.height];
    await viewer.page.mouse.move(x, y);
    await viewer.page.mouse.down();
    const said = viewer.page.getByTestId("pane-axial").getByText("Liver is locked", { exact: true });
    const at = (await said.boundingBox())!;
    expect(Math.hypot(at.x + at.width / 2 - x, at.y + at.height / 2 - y)).toBeLessThan(120);
    await viewer.page.mouse.up();
    expect(await liverMl()).toBe(painted);
    await viewer.button("Unlock Liver").click();
  });

  test("] makes the brush larger", async () => {
    const sizeMm = async () =>
      Number.parseInt((await viewer.page.locator("tool-bar .size span").textContent()) ?? "", 10);
    const before = await sizeMm();
    await viewer.page.keyboard.press("]");
    await waitUntil(async () => (await sizeMm()) > before);
    await viewer.page.keyboard.press("[");
  });

  test("is exported as drawn by hand, on the slice that was drawn on", async (context) => {
    const path = await viewer.exportTo(join(folder.path, "by-hand"));
    const { voxels, segments, grid } = await readLabelMap(path, study);
    expect(segments.find(({ label }) => label === "Liver")?.algorithmType).toBe("MANUAL");
    const slicesDrawn = new Set<number>();
    voxels.forEach((label, index) => {
      if (label > 0) slicesDrawn.add(Math.floor(index / (grid.size[0] * grid.size[1])));
    });
    expect(slicesDrawn.size).toBe(1);
    if (noDciodvfy) context.skip(noDciodvfy);
    expect(dciodvfy(path)).toBe("Segmentation");
  });

  test("complained of nothing", () => viewer.expectQuiet());
});

test("what a person mends after the model is SEMIAUTOMATIC, and reopens voxel for voxel", async (context) => {
  const first = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
  await first.segment();
  const byModel = await first.volumeMl("Liver");
  expect(byModel).toBeGreaterThan(1);
  await first.button("Liver").click();
  await first.button("Brush").click();
  await first.drag("pane-axial", [0.7, 0.1], [0.8, 0.1]);
  await waitUntil(async () => (await first.volumeMl("Liver")) !== byModel);
  await first.button("Liver tumour").click();
  await first.drag("pane-axial", [0.3, 0.5], [0.36, 0.52]);
  await waitUntil(async () => (await first.volumeMl("Liver tumour")) !== undefined);
  const volumes = [await first.volumeMl("Liver"), await first.volumeMl("Liver tumour")];
  const reader = first.page.getByRole("textbox", { name: "Reader" });
  await reader.fill("Doe, Jane");
  await reader.press("Tab");
  const path = await first.exportTo(join(folder.path, "mended"));
  const { dataset } = parseDataset(new Uint8Array(readFileSync(path)));
  expect(text(dataset, "ContentCreatorName")).toBe("Doe^Jane");
  first.expectQuiet();
  await first.page.context().close();

  const mended = await readLabelMap(path, study);
  expect(mended.segments.find(({ label }) => label === "Liver")?.algorithmType).toBe("SEMIAUTOMATIC");

  const second = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
  await second.drop([{ name: "mended.dcm", bytes: readFileSync(path) }]);
  await waitUntil(async () => (await second.volumeMl("Liver")) !== undefined);
  expect([await second.volumeMl("Liver"), await second.volumeMl("Liver tumour")]).toEqual(volumes);
  const again = await second.exportTo(join(folder.path, "again"));
  expect(readPixelData(again)).toEqual(readPixelData(path));
  expect((await readLabelMap(again, study)).segments).toEqual(mended.segments);
  second.expectQuiet();
  await second.page.context().close();
  if (noDciodvfy) context.skip(noDciodvfy);
  expect([dciodvfy(path), dciodvfy(again)]).toEqual(["Segmentation", "Segmentation"]);
});
