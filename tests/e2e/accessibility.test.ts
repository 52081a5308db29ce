import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { openPage, useBrowser } from "./browser.ts";
import { copyAsOtherSeries, copySlices, createFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { createViewerPage, openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";
import { findViolations } from "./violations.ts";

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
  expect(await findViolations(page)).toEqual([]);
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
  expect(await findViolations(viewer.page)).toEqual([]);
});

test("surfaces, and a comparison with what was exported", async () => {
  await viewer.page.getByRole("checkbox", { name: "Intensity range" }).click();
  await viewer.button("Three panes and 3D surfaces").click();
  const path = await viewer.exportTo(folder.path);
  await viewer.drop([{ name: "reference.dcm", bytes: readFileSync(path) }]);
  await viewer.button("Compare").waitFor();
  expect(await findViolations(viewer.page)).toEqual([]);
  await viewer.button("Compare").click();
  await viewer.page
    .getByRole("table", { name: "Comparison with a reference" })
    .getByText("1.000")
    .first()
    .waitFor();
  expect(await findViolations(viewer.page)).toEqual([]);
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
  expect(await findViolations(page)).toEqual([]);
  await page.context().close();
});

test("the menu of exports, by keyboard", async () => {
  await viewer.button("Other export formats").focus();
  await viewer.page.keyboard.press("Enter");
  const focused = viewer.page.locator("export-menu [role=menuitem]:focus");
  await focused.waitFor();
  const first = await focused.textContent();
  await viewer.page.keyboard.press("ArrowDown");
  await waitUntil(async () => (await focused.textContent()) !== first);
  expect(await findViolations(viewer.page)).toEqual([]);
  await viewer.page.keyboard.press("Escape");
});

test.each([
  ["?", "Keys and mouse"],
  ["i", "Run report"],
])("the dialog of %s", async (key, name) => {
  await viewer.page.locator("body").press(key);
  const dialog = viewer.page.getByRole("dialog", { name });
  await dialog.waitFor();
  expect(await findViolations(viewer.page)).toEqual([]);
  await viewer.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});
