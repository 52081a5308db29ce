import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { openPage, useBrowser } from "./browser.ts";
import { copyAsOtherSeries, copySlices, createFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { createViewerPage, openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";
import { findViolations, findViolationsInThemes } from "./violations.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy({ from: 38, to: 44 }));
});

afterAll(() => folder[Symbol.dispose]());

test("the start page", async () => {
  const { page } = await openPage(browser, url, async (opened) => {
    await opened.route("**/study/**", (route) => route.fulfill({ status: 404 }));
  });
  await page.getByText("Drop a DICOM folder here").waitFor();
  expect(await findViolationsInThemes(page)).toEqual([]);
  await page.context().close();
});

test("a study with a segmentation, reviewed", async () => {
  await viewer.button("Segment").click();
  await waitUntil(async () => (await viewer.page.getByRole("table", { name: "Review" }).count()) > 0);
  await waitUntilEnabled(viewer.button("Segment"));
  await viewer.page.keyboard.press("n");
  await viewer.page.keyboard.press("b");
  for (const folded of ["Restrict editing", "Changes since the model run", "Operations on Liver"])
    await viewer.page.getByText(folded).click();
  await viewer.page.getByRole("checkbox", { name: "Intensity range" }).click();
  await viewer.page.getByRole("region", { name: "First steps" }).waitFor();
  expect(await findViolationsInThemes(viewer.page)).toEqual([]);
});

test("surfaces, and a comparison with what was exported", async () => {
  await viewer.page.getByRole("checkbox", { name: "Intensity range" }).click();
  await viewer.button("Three panes and 3D surfaces").click();
  const path = await viewer.exportTo(folder.path);
  await viewer.drop([{ name: "reference.dcm", bytes: readFileSync(path) }]);
  await viewer.button("Compare").waitFor();
  expect(await findViolationsInThemes(viewer.page)).toEqual([]);
  await viewer.button("Compare").click();
  await viewer.page
    .getByRole("table", { name: "Comparison with a reference" })
    .getByText("1.000")
    .first()
    .waitFor();
  expect(await findViolationsInThemes(viewer.page)).toEqual([]);
  await viewer.button("Three panes").click();
});

test("a list of series to choose from", async () => {
  const { page, drop } = createViewerPage(
    await openPage(browser, url, async (opened) => {
      await opened.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
    }),
  );
  await page.getByText("Drop a DICOM folder here").waitFor();
  const two = join(folder.path, "two");
  mkdirSync(two);
  copySlices(two, 38, 42);
  copyAsOtherSeries(two, 38, 43);
  await drop(readdirSync(two).map((name) => ({ name, bytes: readFileSync(join(two, name)) })));
  await page.getByText("Choose a series").waitFor();
  expect(await findViolationsInThemes(page)).toEqual([]);
  await page.context().close();
});

/** Findings enough for a list that scrolls, in each of the states that a review has. */
const drawThirtyFindings = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const edit = viewer.workspace.study!.session.beginEdit("run", "run");
    for (let n = 0; n < 30; n++)
      for (let j = 0; j < 6; j++) {
        const [i, row] = [150 + 20 * (n % 10), 200 + 20 * Math.floor(n / 10) + j];
        edit.setRow({ i, end: i + 6 + (n % 5), j: row, k: n % 6 }, 2);
      }
    edit.commit();
  });

test("thirty findings in all states, in the panel and in the drawer of a narrow page", async () => {
  const { page } = viewer;
  await drawThirtyFindings();
  const rows = page.locator("autoseg-review tbody tr");
  await waitUntil(async () => (await rows.count()) > 30);
  await viewer.button("Go to Liver tumour 1").click();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  await waitUntil(async () => (await page.locator("autoseg-review tr.rejected-row").count()) === 1);
  expect(await findViolationsInThemes(page)).toEqual([]);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 900, height: 700 });
  await page.locator("body").press("Shift+P");
  await page.getByRole("complementary", { name: "Panel" }).waitFor();
  expect(await findViolationsInThemes(page)).toEqual([]);
  await page.setViewportSize(size);
  for (let n = 0; n < 3; n++) await page.keyboard.press("Control+z");
});

test("where the model is uncertain, and the options of the tools", async () => {
  const { page, button } = viewer;
  await page.keyboard.press("b");
  await viewer.drag("pane-axial", [0.3, 0.5], [0.4, 0.5]);
  await button("Show where the model is uncertain").click();
  await page.getByRole("slider", { name: /^Minimum probability of / }).waitFor();
  expect(await findViolationsInThemes(page)).toEqual([]);
  for (const tool of ["Threshold brush", "Scissors", "Flood fill", "Scribbles", "Measure"]) {
    await button(tool).click();
    expect(await findViolations(page, "viewer-app")).toEqual([]);
  }
});

test("the menu of exports, by keyboard", async () => {
  await viewer.button("Other export formats").focus();
  await viewer.page.keyboard.press("Enter");
  const focused = viewer.page.locator("export-menu [role=menuitem]:focus");
  await focused.waitFor();
  const first = await focused.textContent();
  await viewer.page.keyboard.press("ArrowDown");
  await waitUntil(async () => (await focused.textContent()) !== first);
  expect(await findViolationsInThemes(viewer.page)).toEqual([]);
  await viewer.page.keyboard.press("Escape");
});

test("the menus of layouts and of the next run", async () => {
  for (const name of ["All layouts", /^Run options/]) {
    await viewer.button(name).click();
    await viewer.page.locator(":popover-open").waitFor();
    expect(await findViolationsInThemes(viewer.page)).toEqual([]);
    await viewer.page.keyboard.press("Escape");
    await viewer.page.locator(":popover-open").waitFor({ state: "detached" });
  }
});

test("the question before another study is opened", async () => {
  const { page } = viewer;
  await page.keyboard.press("b");
  await viewer.drag("pane-axial", [0.6, 0.5], [0.65, 0.5]);
  const other = join(folder.path, "other");
  mkdirSync(other);
  copySlices(other, 38, 42);
  await viewer.drop(readdirSync(other).map((name) => ({ name, bytes: readFileSync(join(other, name)) })));
  await page.getByRole("dialog", { name: "Open another study?" }).waitFor();
  expect(await findViolationsInThemes(page)).toEqual([]);
  await viewer.button("Keep this study").click();
});

test.each([
  ["?", "Keys and mouse"],
  ["i", "Run report"],
  ["Control+,", "Preferences"],
  ["+", "Add segment"],
])("the dialog of %s", async (key, name) => {
  await viewer.page.locator("body").press(key);
  const dialog = viewer.page.getByRole("dialog", { name });
  await dialog.waitFor();
  expect(await findViolationsInThemes(viewer.page)).toEqual([]);
  await viewer.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});
