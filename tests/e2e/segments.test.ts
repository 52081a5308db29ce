import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { countLabels } from "../../src/volume/label-map.ts";
import { openPage, useBrowser } from "./browser.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { readLabelMap } from "./segmentation-file.ts";
import { serveFewSlices, serveQuickStudy } from "./served-files.ts";
import { createViewerPage, openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";
import { findViolations } from "./violations.ts";

const url = inject("viewerUrl");
const slices = { from: 38, to: 44 };
const folder = createFolder();
/** The slices that the page shows, for reading what it exports. */
const study = join(folder.path, "study");
const browser = await useBrowser();

beforeAll(async () => {
  mkdirSync(study);
  copySlices(study, slices.from, slices.to);
});

afterAll(() => folder[Symbol.dispose]());

const dialogOf = (viewer: ViewerPage, name = "Add segment") => viewer.page.getByRole("dialog", { name });

const chosenTerm = (viewer: ViewerPage) =>
  dialogOf(viewer).getByRole("listbox").getByRole("option", { selected: true });

describe("a segment of one's own beside a model's", () => {
  let viewer: ViewerPage;
  let painted: Uint8Array;
  /** After those of the tiny model. */
  const spleen = 3;

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy(slices));
  });

  afterAll(() => viewer?.page.context().close());

  test("the dialog opens by key, finds terms as one types, and can be used by everybody", async () => {
    await viewer.page.keyboard.press("+");
    await dialogOf(viewer).waitFor();
    await viewer.page.keyboard.type("spleen");
    const chosen = chosenTerm(viewer);
    await waitUntil(async () => ((await chosen.textContent()) ?? "").includes("Spleen"));
    expect(await dialogOf(viewer).getByLabel("Name").inputValue()).toBe("Spleen");
    expect(await findViolations(viewer.page)).toEqual([]);
    await viewer.page.keyboard.press("ArrowDown");
    await waitUntil(async () => ((await chosen.textContent()) ?? "").includes("Splenic artery"));
    expect(await dialogOf(viewer).getByLabel("Name").inputValue()).toBe("Splenic artery");
    await viewer.page.keyboard.press("ArrowUp");
    await viewer.page.keyboard.press("Enter");
    await dialogOf(viewer).waitFor({ state: "hidden" });
    const row = viewer.button("Spleen");
    await row.waitFor();
    expect(await row.getAttribute("aria-pressed")).toBe("true");
    expect(await viewer.button("Undo").getAttribute("title")).toContain("add Spleen");
  });

  test("a name that DICOM cannot hold is refused with one sentence, and the dialog stays", async () => {
    await viewer.page.keyboard.press("+");
    const name = dialogOf(viewer).getByLabel("Name");
    await name.fill("left\\right");
    await viewer.page.keyboard.press("Enter");
    expect(await name.evaluate((input) => (input as HTMLInputElement).validationMessage)).toBe(
      "The segment has a backslash or a control character in its label. Remove it.",
    );
    await name.fill("x".repeat(64));
    expect(await name.evaluate((input) => (input as HTMLInputElement).validationMessage)).toBe("");
    await viewer.page.keyboard.press("Escape");
    await dialogOf(viewer).waitFor({ state: "hidden" });
  });

  test("one paints into it at once; undo and redo take it away and bring it back", async () => {
    await viewer.page.keyboard.press("b");
    await viewer.drag("pane-axial", [0.6, 0.5], [0.66, 0.5]);
    await waitUntil(async () => (await viewer.volumeMl("Spleen")) !== undefined);
    painted = await viewer.voxels();
    const count = countLabels(painted)[spleen]!;
    expect(count).toBeGreaterThan(100);
    expect(painted.every((label) => label === 0 || label === spleen)).toBe(true);
    await viewer.page.keyboard.press("Control+z");
    expect((await viewer.voxels()).includes(spleen)).toBe(false);
    await viewer.page.keyboard.press("Control+z");
    await viewer.button("Spleen").waitFor({ state: "detached" });
    await viewer.page.keyboard.press("Control+Shift+Z");
    await viewer.page.keyboard.press("Control+Shift+Z");
    expect(Buffer.compare(await viewer.voxels(), painted)).toBe(0);
    await viewer.page.getByRole("button", { name: "Go to Spleen", exact: true }).waitFor();
  });

  test("a run of the model does not lose it", async () => {
    await viewer.button("Segment").click();
    await viewer.button("Keep my edits").click();
    await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
    await waitUntilEnabled(viewer.button("Segment"));
    const after = await viewer.voxels();
    expect(painted.every((label, at) => label !== spleen || after[at] === spleen)).toBe(true);
    expect(countLabels(after)[spleen]).toBe(countLabels(painted)[spleen]);
  });

  test("is renamed by mouse, and exported with its codes", async () => {
    await viewer.button("Edit Spleen").click();
    const dialog = dialogOf(viewer, "Edit segment");
    await dialog.getByLabel("Name").fill("Accessory spleen");
    await dialog.getByLabel("Colour").fill("#12c8f0");
    await dialog.getByRole("button", { name: "Save" }).click();
    await viewer.button("Accessory spleen").waitFor();
    const path = await viewer.exportTo(join(folder.path, "beside"));
    const { segments, voxels } = await readLabelMap(path, study);
    const added = segments.find(({ label }) => label === "Accessory spleen");
    expect(added).toMatchObject({
      segmentNumber: spleen,
      algorithmType: "MANUAL",
      type: { codeValue: "78961009", codingSchemeDesignator: "SCT", codeMeaning: "Spleen" },
      category: { codeValue: "123037004", codingSchemeDesignator: "SCT" },
    });
    expect(Buffer.compare(voxels, await viewer.voxels())).toBe(0);
  });

  test("is deleted with what is in it, and comes back", async () => {
    const before = await viewer.voxels();
    await viewer.button("Delete Accessory spleen").click();
    await viewer.button("Accessory spleen").waitFor({ state: "detached" });
    expect((await viewer.voxels()).includes(spleen)).toBe(false);
    await viewer.page.keyboard.press("Control+z");
    await viewer.button("Accessory spleen").waitFor();
    expect(Buffer.compare(await viewer.voxels(), before)).toBe(0);
  });

  test("may overlap others: what it is drawn over stays whole, and is seen below it", async () => {
    await viewer.page.keyboard.press("1");
    await viewer.page.keyboard.press("b");
    await viewer.drag("pane-axial", [0.3, 0.7], [0.4, 0.7]);
    const organ = viewer.page.getByRole("button", { name: "Liver", exact: true });
    await organ.waitFor();
    await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
    const before = await viewer.volumeMl("Liver");
    await viewer.page.keyboard.press("2");
    await viewer.page.getByLabel("May overlap").check();
    await viewer.drag("pane-axial", [0.34, 0.7], [0.45, 0.7]);
    const layers = viewer.page.getByTestId("pane-axial").locator("[data-layers] path");
    await waitUntil(async () => (await layers.count()) === 1);
    expect(await viewer.volumeMl("Liver")).toBe(before);
    await viewer.page.keyboard.down("v");
    await waitUntil(async () => (await layers.count()) === 0);
    await viewer.page.keyboard.up("v");
    await waitUntil(async () => (await layers.count()) === 1);
    await viewer.button("Undo").click();
    await waitUntil(async () => (await layers.count()) === 0);
    expect(await viewer.volumeMl("Liver")).toBe(before);
    await viewer.page.getByLabel("May overlap").uncheck();
    await viewer.button("Undo").click();
  });

  test("complained of nothing", () => viewer.expectQuiet());
});

describe("without any model", () => {
  let viewer: ViewerPage;

  beforeAll(async () => {
    viewer = createViewerPage(
      await openPage(browser, url, async (page) => {
        await serveFewSlices(page, slices);
        await page.route("**/models/index.json", (route) => route.fulfill({ json: [] }));
      }),
    );
    await viewer.button("Add segment").waitFor({ timeout: 120_000 });
  });

  afterAll(() => viewer?.page.context().close());

  test("a study is segmented by hand from nothing: side, term, colours that differ", async () => {
    for (const query of ["left kidney", "metastasis"]) {
      await viewer.button("Add segment").click();
      await dialogOf(viewer).getByRole("combobox", { name: "Structure" }).fill(query);
      await chosenTerm(viewer).waitFor();
      await dialogOf(viewer).getByRole("button", { name: "Add", exact: true }).click();
      await dialogOf(viewer).waitFor({ state: "hidden" });
      await viewer.page.keyboard.press("b");
      const x = query.startsWith("left") ? 0.35 : 0.6;
      await viewer.drag("pane-axial", [x, 0.5], [x + 0.05, 0.5]);
    }
    await waitUntil(async () => countLabels(await viewer.voxels())[2]! > 0);
    const path = await viewer.exportTo(join(folder.path, "by-hand"));
    const { segments, voxels } = await readLabelMap(path, study);
    expect(segments).toMatchObject([
      {
        label: "Left kidney",
        type: { codeValue: "64033007" },
        typeModifier: { codeValue: "7771000", codeMeaning: "Left" },
        algorithmType: "MANUAL",
      },
      { category: { codeValue: "49755003" }, algorithmType: "MANUAL" },
    ]);
    expect(segments[0]!.color).not.toEqual(segments[1]!.color);
    expect(Buffer.compare(voxels, await viewer.voxels())).toBe(0);
  });

  test("a name that no term has is any tissue", async () => {
    await viewer.button("Add segment").click();
    await viewer.page.keyboard.type("qwertz");
    await dialogOf(viewer).getByText("No term contains all of these words").waitFor();
    expect(await dialogOf(viewer).getByRole("button", { name: "Add", exact: true }).isDisabled()).toBe(true);
    await dialogOf(viewer).getByLabel("Name").fill("Implant 1");
    await viewer.page.keyboard.press("Enter");
    await viewer.button("Implant 1").waitFor();
    await viewer.drag("pane-axial", [0.5, 0.6], [0.52, 0.6]);
    const path = await viewer.exportTo(join(folder.path, "tissue"));
    const { segments } = await readLabelMap(path, study);
    expect(segments.at(-1)).toMatchObject({ label: "Implant 1", type: { codeValue: "85756007" } });
  });

  test("and a reload goes on with the segments that were added", async () => {
    await viewer.button("Add segment").click();
    await viewer.page.keyboard.type("spleen");
    await viewer.page.keyboard.press("Enter");
    await viewer.button("Spleen").waitFor();
    // When it was kept last says nothing of what: the save that holds the new segment may have begun before this line.
    await viewer.page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      return viewer.controller.autosave.flush();
    });
    viewer.page.on("dialog", (dialog) => void dialog.accept());
    await viewer.page.reload();
    await viewer.button("Resume").click({ timeout: 120_000 });
    await viewer.button("Spleen").waitFor();
    await viewer.button("Left kidney").waitFor();
  });

  test("complained of nothing", () => viewer.expectQuiet());
});
