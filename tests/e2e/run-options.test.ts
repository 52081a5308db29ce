import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;

/** Pictures of what a test sees, for whoever names a folder for them. */
async function picture(name: string): Promise<void> {
  const folder = process.env.AUTOSEG_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [width, height] of [
    [1280, 720],
    [1440, 900],
  ] as const) {
    await viewer.page.setViewportSize({ width, height });
    await viewer.page.screenshot({ path: join(folder, `${name}-${width}.png`) });
  }
}

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
});

const options = () => viewer.page.getByRole("dialog", { name: "Options of the next run" });
const opened = () => viewer.button(/^Run options/);
/** The labels that are drawn, without the background. */
const drawn = async () => [...new Set(await viewer.voxels())].filter((label) => label > 0);

describe("the options of a run", () => {
  test("leave out classes by mouse and keyboard: they are neither drawn nor listed", async () => {
    const { page } = viewer;
    const segments = page.locator("autoseg-segments");
    await opened().click();
    const tumour = options().getByRole("checkbox", { name: "Liver tumour" });
    await options().getByRole("searchbox", { name: "Search the classes" }).click();
    await page.keyboard.type("tumour");
    await options().getByRole("checkbox", { name: "Liver", exact: true }).waitFor({ state: "detached" });
    await options().getByRole("button", { name: "None" }).click();
    await waitUntil(async () => !(await tumour.isChecked()));
    await options().getByText("1 of 2 classes").waitFor();
    await picture("classes");
    await page.keyboard.press("Escape");
    await options().waitFor({ state: "hidden" });
    await opened().getByText("1 of 2 classes").waitFor();
    await segments.getByRole("button", { name: "Liver tumour", exact: true }).waitFor({ state: "detached" });
    await viewer.segment();
    expect(await drawn()).toEqual([1]);
    await opened().click();
    await tumour.focus();
    await page.keyboard.press("Space");
    await segments.getByRole("button", { name: "Liver tumour", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    viewer.expectQuiet();
  });
});
