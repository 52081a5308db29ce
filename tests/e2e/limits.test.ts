import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const [liver, tumour] = [1, 2];
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(
    browser,
    `${inject("viewerUrl")}?device=wasm`,
    serveQuickStudy({ from: 38, to: 44 }),
  );
  await viewer.page.getByText("Restrict editing").click();
});

beforeEach(async () => {
  await viewer.startOver();
  await viewer.page.keyboard.press("1");
});

const count = (voxels: Uint8Array, label: number) =>
  voxels.reduce((sum, one) => sum + Number(one === label), 0);

/** Draws with the brush over a place with all kinds of tissue, and gives the voxels after it. */
async function draw(from: readonly [number, number], to: readonly [number, number]): Promise<Uint8Array> {
  const before = await viewer.voxels();
  await viewer.page.keyboard.press("b");
  await viewer.drag("pane-axial", from, to);
  await waitUntil(async () => Buffer.compare(await viewer.voxels(), before) !== 0, 60_000, "the stroke");
  return viewer.voxels();
}

/** Labels of voxels whose value in HU is in the range, and of those whose value is not. */
async function countByValue(lower: number, upper: number): Promise<{ inside: number; outside: number }> {
  return viewer.page.evaluate(
    ([least, greatest]) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { voxels, image } = viewer.workspace.study!.session;
      let [inside, outside] = [0, 0];
      for (const [at, label] of voxels.entries())
        if (label > 0 && image![at]! >= least! && image![at]! <= greatest!) inside++;
        else if (label > 0) outside++;
      return { inside, outside };
    },
    [lower, upper],
  );
}

/** Undo gives the voxels before, redo those after. */
async function expectUndo(before: Uint8Array, after: Uint8Array): Promise<void> {
  await viewer.button("Undo").click();
  expect(Buffer.compare(await viewer.voxels(), before)).toBe(0);
  await viewer.button("Redo").click();
  expect(Buffer.compare(await viewer.voxels(), after)).toBe(0);
}

test("to values: brush and operations change no voxel outside of the range", async () => {
  const empty = await viewer.voxels();
  await draw([0.25, 0.5], [0.75, 0.5]);
  expect((await countByValue(0, 80)).outside).toBeGreaterThan(0);
  await viewer.button("Undo").click();

  const range = viewer.page.getByRole("checkbox", { name: "Intensity range" });
  await range.click();
  const least = viewer.page.getByRole("spinbutton", { name: "Lowest editable value" });
  await least.fill("0");
  await least.press("Tab");
  const greatest = viewer.page.getByRole("spinbutton", { name: "Highest editable value" });
  await greatest.fill("80");
  await greatest.press("Tab");
  await viewer.page.locator("edit-limits").getByText("0 to 80 HU").waitFor();
  await viewer.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const painted = await draw([0.25, 0.5], [0.75, 0.5]);
  const { inside, outside } = await countByValue(0, 80);
  expect(inside).toBeGreaterThan(100);
  expect(outside).toBe(0);
  await expectUndo(empty, painted);

  await viewer.page.keyboard.press("Alt+g");
  await waitUntil(async () => count(await viewer.voxels(), liver) > inside, 60_000, "the margin");
  expect((await countByValue(0, 80)).outside).toBe(0);
  await range.click();
  await viewer.page.locator("edit-limits").getByText("0 to 80 HU").waitFor({ state: "detached" });
});

test("to background: another segment keeps its voxels", async () => {
  await draw([0.4, 0.5], [0.5, 0.5]);
  const drawn = count(await viewer.voxels(), liver);
  await viewer.page.getByRole("combobox", { name: "Overwrite" }).selectOption("background only");
  await viewer.page.keyboard.press("2");
  const before = await viewer.voxels();
  const after = await draw([0.45, 0.5], [0.6, 0.5]);
  expect(count(after, tumour)).toBeGreaterThan(0);
  expect(count(after, liver)).toBe(drawn);
  await expectUndo(before, after);
  await viewer.page.getByRole("combobox", { name: "Overwrite" }).selectOption("other segments too");
  expect(count(await draw([0.45, 0.5], [0.6, 0.5]), liver)).toBeLessThan(drawn);
});

test("to the slice of the large pane: an operation leaves the others; a merge, which takes all, waits", async () => {
  await viewer.page.keyboard.press("PageUp");
  await draw([0.4, 0.5], [0.5, 0.5]);
  await viewer.page.keyboard.press("ArrowDown");
  await viewer.page.keyboard.press("ArrowDown");
  const drawn = await draw([0.4, 0.5], [0.5, 0.5]);
  await viewer.page.getByRole("combobox", { name: "Operations apply" }).selectOption("on this slice");
  await viewer.page.getByText("Operations on Liver").click();
  expect(await viewer.button("Merge").isDisabled()).toBe(true);
  await viewer.button("Clear").click();
  await waitUntil(
    async () => Buffer.compare(await viewer.voxels(), drawn) !== 0,
    60_000,
    "the slice cleared",
  );
  const after = await viewer.voxels();
  expect(count(after, liver)).toBe(count(drawn, liver) / 2);
  await expectUndo(drawn, after);
  await viewer.page.getByRole("combobox", { name: "Operations apply" }).selectOption("everywhere");
  expect(await viewer.button("Merge").isEnabled()).toBe(true);
  viewer.expectQuiet();
});
