import type { Page } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { createViewerPage, openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
/** The page of the tests that leave it usable. */
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, prepare);
});

/** The page's timers can be advanced. */
async function prepare(page: Page): Promise<void> {
  await page.clock.install();
  await serveQuickStudy({ from: 38, to: 44 })(page);
}

/** The same browser opens the study again, as after a crash: the page before it is killed, not closed. */
async function reopen({ page: before }: ViewerPage): Promise<ViewerPage> {
  const page = await before.context().newPage();
  await prepare(page);
  await before.close({ runBeforeUnload: false });
  await page.goto(`${url}?device=wasm`);
  const viewer = createViewerPage({ page, expectQuiet: () => undefined });
  await waitUntilEnabled(viewer.button("Segment"));
  return viewer;
}

const question = ({ page }: ViewerPage) => page.getByRole("dialog", { name: "Resume your work?" });
const kept = ({ page }: ViewerPage) => page.locator("autosave-note").getByText(/Saved in this browser at/);

/** Draws something, unless there is something, and waits until it is kept; gives the voxels. */
async function draw(viewer: ViewerPage): Promise<Uint8Array> {
  if (!(await viewer.voxels()).includes(2)) {
    await viewer.page.keyboard.press("2");
    await viewer.page.keyboard.press("b");
    await viewer.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
  }
  await kept(viewer).waitFor();
  return viewer.voxels();
}

test("work is kept as it is made", async () => {
  expect((await draw(viewer)).includes(2)).toBe(true);
});

test("after the page was killed it goes on, voxel for voxel, if one likes", async () => {
  const drawn = await draw(viewer);
  viewer = await reopen(viewer);
  await question(viewer)
    .getByText(/Liver tumour/)
    .waitFor();
  await viewer.button("Resume").click();
  await waitUntil(async () => (await viewer.voxels()).includes(2));
  expect(Buffer.compare(await viewer.voxels(), drawn)).toBe(0);
  expect(await viewer.button("Undo").getAttribute("title")).toContain("resuming saved work");
  // A run asks about the voxels that a person drew, as before.
  const byHand = drawn.filter((label) => label === 2).length;
  await viewer.button("Segment").click();
  await viewer.page.getByText(`You edited ${byHand.toLocaleString("en")} voxels by hand.`).waitFor();
  await viewer.page.keyboard.press("Escape");
});

test("leaving with unsaved work asks first", async () => {
  await draw(viewer);
  const asked = viewer.page.waitForEvent("dialog");
  void viewer.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
});

/** Lets all timers run that would save within the next minute. */
const letSave = (page: Page) => page.clock.fastForward(60_000);

test("switched off it keeps nothing and erases what was kept", async () => {
  const other = await openViewer(browser, `${url}?device=wasm`, prepare);
  await draw(other);
  await other.page.locator("autosave-note").getByRole("checkbox").click();
  await other.drag("pane-axial", [0.5, 0.4], [0.6, 0.4]);
  await letSave(other.page);
  expect(await kept(other).count()).toBe(0);
  const again = await reopen(other);
  expect(await question(again).count()).toBe(0);
  expect((await again.voxels()).includes(2)).toBe(false);
  await again.page.context().close();
});

test("by the address it keeps nothing from the first, where a policy asks for that", async () => {
  const other = await openViewer(browser, `${url}?device=wasm&autosave=off`, prepare);
  expect(await other.page.locator("autosave-note").getByRole("checkbox").isChecked()).toBe(false);
  await other.page.keyboard.press("b");
  await other.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
  await letSave(other.page);
  expect(await keptWorks(other)).toBe(0);
  await other.page.context().close();
});

test("is erased on request", async () => {
  const other = await openViewer(browser, `${url}?device=wasm`, prepare);
  await other.page.keyboard.press("b");
  await other.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
  const note = other.page.locator("autosave-note");
  await note.getByText(/Saved in this browser at/).waitFor();
  expect(await keptWorks(other)).toBe(1);
  await other.button("Clear saved work").click();
  await note.getByText("Save work in this browser").waitFor();
  expect(await keptWorks(other)).toBe(0);
  await other.page.context().close();
});

/** Works in the browser's databases. */
function keptWorks({ page }: ViewerPage): Promise<number> {
  return page.evaluate(async () => {
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      const open = indexedDB.open(name!);
      const database = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      for (const store of database.objectStoreNames) {
        const counting = database.transaction(store).objectStore(store).count();
        await new Promise((resolve) => {
          counting.onsuccess = resolve;
        });
        if (/autoseg/i.test(name!) && /work/i.test(`${name} ${store}`)) count += counting.result;
      }
      database.close();
    }
    return count;
  });
}
