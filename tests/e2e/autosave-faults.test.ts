import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { newContext, useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { createViewerPage, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const url = `${inject("viewerUrl")}?device=wasm`;
const prepare = serveQuickStudy({ from: 38, to: 42 });
const browser = await useBrowser();
let context: BrowserContext;

beforeEach(async () => {
  context = await newContext(browser);
});
afterEach(() => context.close());

/** Opens the study in a new tab of the same browser. */
async function openTab(): Promise<ViewerPage> {
  const page = await context.newPage();
  await prepare(page);
  await page.goto(url);
  const viewer = createViewerPage({ page, expectQuiet: () => undefined });
  await waitUntilEnabled(viewer.button("Segment"));
  await page.keyboard.press("b");
  return viewer;
}

const note = ({ page }: ViewerPage) => page.locator("autosave-note");
const kept = (viewer: ViewerPage) => note(viewer).getByText(/Saved in this browser at/);
const question = ({ page }: ViewerPage, name: string) => page.getByRole("dialog", { name });
const labels = async (viewer: ViewerPage) => new Set((await viewer.voxels()).filter((label) => label > 0));

/** The next `count` writes to the page's databases fail, or all of them. */
const failWrites = (page: Page, error: string, count = Number.POSITIVE_INFINITY) =>
  page.evaluate(
    ([name, times]) => {
      const { prototype } = IDBObjectStore;
      const { put } = prototype;
      let left = times as number;
      prototype.put = function (...args) {
        if (left-- > 0) {
          if (name === "aborted") {
            const request = put.apply(this, args);
            this.transaction.abort();
            return request;
          }
          throw new DOMException("There is no room left.", name as string);
        }
        return put.apply(this, args);
      };
      (window as unknown as { mend: () => void }).mend = () => {
        left = 0;
      };
    },
    [error, count],
  );
const mend = (page: Page) => page.evaluate(() => (window as unknown as { mend: () => void }).mend());

describe("unfinished work outlives", () => {
  test("a write that is aborted", async () => {
    const viewer = await openTab();
    await failWrites(viewer.page, "aborted", 1);
    await viewer.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
    await kept(viewer).waitFor();
    expect(await note(viewer).getByRole("checkbox").isChecked()).toBe(true);
  });

  test("a connection that the browser has closed, and another page that needs the database changed", async () => {
    const viewer = await openTab();
    await viewer.page.evaluate(() => {
      const { prototype } = IDBDatabase;
      const { transaction } = prototype;
      let isFirst = true;
      prototype.transaction = function (...args) {
        if (isFirst) this.close();
        isFirst = false;
        return transaction.apply(this, args);
      };
    });
    await viewer.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
    await kept(viewer).waitFor();
    // A page of a later version: it is let in, and the work is kept again once it is gone.
    const other = await context.newPage();
    await other.route("**/blank", (route) => route.fulfill({ contentType: "text/html", body: "" }));
    await other.goto(new URL("blank", url).href);
    const upgrade = await other.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const request = indexedDB.deleteDatabase("autoseg-viewer");
          request.onsuccess = () => resolve("done");
          request.onblocked = () => resolve("blocked");
        }),
    );
    expect(upgrade).toBe("done");
    await viewer.drag("pane-axial", [0.5, 0.4], [0.6, 0.4]);
    await waitUntil(
      async () => (await keptWorks(viewer.page)).length === 1,
      60_000,
      "the work in a new database",
    );
  });

  test("a full disk: it is said, tried again, and kept once there is room", async () => {
    const viewer = await openTab();
    await failWrites(viewer.page, "QuotaExceededError");
    await viewer.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
    await note(viewer)
      .getByRole("alert")
      .getByText(/storage of this browser is full/)
      .waitFor();
    expect(await note(viewer).getByRole("checkbox").isChecked()).toBe(true);
    await viewer.drag("pane-axial", [0.5, 0.4], [0.6, 0.4]);
    await mend(viewer.page);
    await kept(viewer).waitFor();
    expect(await note(viewer).getByRole("alert").count()).toBe(0);
  });

  test("damage: what is damaged is set aside to be downloaded, and nothing waits for it", async () => {
    const first = await openTab();
    await first.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
    await kept(first).waitFor();
    await first.page.evaluate(async () => {
      const open = indexedDB.open("autoseg-viewer");
      await new Promise((resolve) => {
        open.onsuccess = resolve;
      });
      const store = open.result.transaction("work", "readwrite").objectStore("work");
      const all = store.getAll();
      await new Promise((resolve) => {
        all.onsuccess = resolve;
      });
      for (const work of all.result) store.put({ ...work, parts: [{ voxelCount: 1, ends: "junk" }] });
      await new Promise((resolve) => {
        store.transaction.oncomplete = resolve;
      });
      open.result.close();
    });
    await first.page.close({ runBeforeUnload: false });
    const viewer = await openTab();
    await viewer.page.getByText(/is damaged and cannot be opened/).waitFor();
    expect(await question(viewer, "Resume your work?").count()).toBe(0);
    await viewer.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
    await kept(viewer).waitFor();
    const [download] = await Promise.all([
      viewer.page.waitForEvent("download"),
      viewer.button("Download damaged work").click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toMatch(/"ends": "junk"/);
  });
});

test("decisions of the review are kept and come back", async () => {
  const first = await openTab();
  await first.page.keyboard.press("2");
  await first.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
  const state = (viewer: ViewerPage, name: string) =>
    viewer.page.locator("autoseg-review td.state", { hasText: name }).waitFor();
  await state(first, "corrected");
  await first.button(/^Go to Liver tumour/).click();
  await first.page.keyboard.press("Delete");
  await state(first, "rejected");
  expect(await first.button("Undo").getAttribute("title")).toContain("reject Liver tumour");
  await waitUntil(
    async () => /"rejected"/.test(JSON.stringify(await keptWorks(first.page))),
    60_000,
    "the decision",
  );
  await first.page.close({ runBeforeUnload: false });
  const second = await openTab();
  await second.button("Resume").click();
  await state(second, "rejected");
});

test("two tabs on a study: each keeps its own, the second may take over, and the first is told", async () => {
  const first = await openTab();
  await first.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
  const second = await openTab();
  await note(second)
    .getByText(/also open in another tab/)
    .waitFor();
  await second.page.keyboard.press("2");
  await second.drag("pane-axial", [0.5, 0.6], [0.6, 0.6]);
  await kept(second).waitFor();
  await waitUntil(async () => (await keptWorks(first.page)).length === 2, 60_000, "both works");

  await note(second).getByRole("button", { name: "Continue here" }).click();
  await waitUntil(async () => [...(await labels(second))].join() === "1", 60_000, "the first tab's work");
  await note(first)
    .getByText(/continues in another tab/)
    .waitFor();
  expect(Buffer.compare(await second.voxels(), await first.voxels())).toBe(0);

  // The first draws all the same, and what both drew, also before, is offered to the next that opens the study.
  await first.drag("pane-axial", [0.3, 0.7], [0.4, 0.7]);
  await waitUntil(async () => (await keptWorks(first.page)).length === 3, 60_000, "all works");
  await second.page.bringToFront();
  await first.page.close({ runBeforeUnload: false });
  await second.page.close({ runBeforeUnload: false });
  const third = await openTab();
  const dialog = question(third, "Resume your work?");
  await dialog.waitFor();
  expect(await dialog.getByRole("button", { name: /^Resume from/ }).count()).toBe(3);
});

/** What is kept, by its times and states. */
function keptWorks(page: Page): Promise<{ savedAt: number; states: string[] }[]> {
  return page.evaluate(async () => {
    const open = indexedDB.open("autoseg-viewer");
    await new Promise((resolve) => {
      open.onsuccess = resolve;
    });
    const database = open.result;
    try {
      if (!database.objectStoreNames.contains("work")) return [];
      const all = database.transaction("work").objectStore("work").getAll();
      await new Promise((resolve) => {
        all.onsuccess = resolve;
      });
      return all.result.map((work) => ({
        savedAt: work.savedAt as number,
        states: (work.review?.findings ?? []).map(({ state }: { state: string }) => state),
      }));
    } finally {
      database.close();
    }
  });
}
