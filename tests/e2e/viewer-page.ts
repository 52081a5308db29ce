import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Browser, Locator, Page } from "playwright-core";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { openPage, type WatchedPage } from "./browser.ts";

/** For reading and drawing without a GPU, while other tests run. */
const patienceMs = 120_000;

/** Number of positions in a drag after its start, including its end. */
const dragSteps = 3;

/** The viewer in a browser, addressed by names that a person reads or hears. */
export interface ViewerPage extends WatchedPage {
  button(name: string | RegExp): Locator;
  /** Progress of the run: "38 of 129 slices · …"; "" without a run. */
  runStatus(): Promise<string>;
  /** Starts the model, by its button unless told otherwise, and waits until the run has ended. */
  segment(start?: () => Promise<void>): Promise<void>;
  /** Starts the model and pauses it after some slices; returns how many were done. */
  segmentAndPause(slices: number): Promise<number>;
  /** The page's labels, in the volume's order. */
  voxels(): Promise<Uint8Array>;
  /** Undoes every step and resets the tools' settings, so that tests do not depend on earlier ones. */
  startOver(): Promise<void>;
  /** Millilitres shown for a segment; undefined while empty. */
  volumeMl(segment: string): Promise<number | undefined>;
  /** Drags the mouse between two positions of a pane, as fractions of its width and height. */
  drag(pane: string, from: readonly [number, number], to: readonly [number, number]): Promise<void>;
  /** Presses the export button and saves the download to a folder; returns its path. */
  exportTo(folder: string): Promise<string>;
  /** Drops files on the page, as from a file manager. */
  drop(files: readonly { name: string; bytes: Uint8Array }[]): Promise<void>;
}

/** Opens the viewer and waits until the study is shown. */
export async function openViewer(
  browser: Browser,
  url: string,
  prepare?: (page: Page) => Promise<void>,
): Promise<ViewerPage> {
  const watched = await openPage(browser, url, prepare);
  const viewer = createViewerPage(watched);
  await waitUntilEnabled(viewer.button("Segment"));
  return viewer;
}

export function createViewerPage(watched: WatchedPage): ViewerPage {
  const { page } = watched;
  const button = (name: string | RegExp) =>
    page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  const runStatus = async () =>
    ((await page.locator("top-bar").getByRole("status").textContent()) ?? "").trim();
  return {
    ...watched,
    button,
    runStatus,
    async segment(start = () => button("Segment").click()) {
      // A fast run may be over before it is observed; its report shows that it happened.
      const reports = () =>
        page.evaluate(() => {
          const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
          const page = window as { reports?: Set<unknown> };
          const seen = page.reports ?? new Set();
          page.reports = seen;
          return seen.add(viewer.state.report).size;
        });
      const before = await reports();
      await start();
      await waitUntil(async () => (await reports()) > before, 3 * patienceMs, "the run");
      await waitUntilEnabled(button("Segment"));
    },
    async segmentAndPause(slices) {
      const paused = page.locator("top-bar").evaluate(pauseAfter, slices);
      await button("Segment").click();
      return paused;
    },
    async voxels() {
      const base64 = await page.evaluate(async () => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const bytes = new Blob([viewer.workspace.study!.session.voxels.slice()]).stream();
        // A volume is mostly background, so compressed it is only a few kilobytes.
        const packed = await new Response(bytes.pipeThrough(new CompressionStream("gzip"))).blob();
        return new Promise<string>((resolve) => {
          const reader = new FileReader();
          reader.onload = () => resolve(String(reader.result).replace(/^.*,/, ""));
          reader.readAsDataURL(packed);
        });
      });
      return new Uint8Array(gunzipSync(Buffer.from(base64, "base64")));
    },
    startOver: () =>
      page.evaluate(() => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { session } = viewer.workspace.study!;
        while (session.history.nextUndo && !session.isEditing) viewer.controller.undo();
        const page = window as { firstSettings?: Viewer["state"]["toolSettings"] };
        page.firstSettings ??= viewer.state.toolSettings;
        viewer.controller.toolBox.configure(page.firstSettings);
      }),
    async volumeMl(segment) {
      const row = page
        .getByRole("listitem")
        .filter({ has: page.getByRole("button", { name: segment, exact: true }) });
      const ml = /([\d.]+) ml/.exec((await row.textContent()) ?? "")?.[1];
      return ml === undefined ? undefined : Number(ml);
    },
    async drag(pane, from, to) {
      const box = await page.getByTestId(pane).boundingBox();
      if (!box) throw new Error(`${pane} is not on the screen`);
      const at = ([x, y]: readonly [number, number]) =>
        [box.x + x * box.width, box.y + y * box.height] as const;
      await page.mouse.move(...at(from));
      await page.mouse.down();
      // Each step draws all panes, which without a GPU costs more than the rest of a drag.
      for (let step = 1; step <= dragSteps; step++) {
        const part = step / dragSteps;
        await page.mouse.move(
          ...at([from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]),
        );
      }
      await page.mouse.up();
    },
    async exportTo(folder) {
      const [download] = await Promise.all([
        page.waitForEvent("download", { timeout: patienceMs }),
        button("Export DICOM-SEG").click(),
      ]);
      mkdirSync(folder, { recursive: true });
      const path = join(folder, basename(download.suggestedFilename()));
      await download.saveAs(path);
      return path;
    },
    async drop(files) {
      const encoded = files.map(({ name, bytes }) => ({
        name,
        base64: Buffer.from(bytes).toString("base64"),
      }));
      const transfer = await page.evaluateHandle((all) => {
        const data = new DataTransfer();
        for (const { name, base64 } of all) {
          data.items.add(
            new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name),
          );
        }
        return data;
      }, encoded);
      for (const type of ["dragenter", "dragover", "drop"]) {
        await page.locator("viewer-app").dispatchEvent(type, { dataTransfer: transfer });
      }
    },
  };
}

/**
 * Runs in the page: presses Pause as soon as that many slices are done, so that it works on fast machines too.
 * @returns how many slices were done then.
 * @throws if the run ends before that.
 */
function pauseAfter(topBar: Element, slices: number): Promise<number> {
  const root = topBar.shadowRoot!;
  const status = root.querySelector("[role=status]")!;
  return new Promise((resolve, reject) => {
    let hasBegun = false;
    const observer = new MutationObserver(() => {
      const text = status.textContent!.trim();
      const done = Number(/^\d+/.exec(text)?.[0] ?? 0);
      if (done < slices && (text !== "" || !hasBegun)) {
        hasBegun ||= text !== "";
        return;
      }
      observer.disconnect();
      if (done < slices) return reject(new Error(`the run ended before ${slices} slices were done`));
      const buttons = root.querySelector("autoseg-run")!.shadowRoot!.querySelectorAll("button");
      [...buttons].find((button) => button.textContent!.trim() === "Pause")!.click();
      resolve(done);
    });
    observer.observe(status, { childList: true, characterData: true, subtree: true });
  });
}

export async function waitUntilEnabled(target: Locator, timeoutMs = patienceMs): Promise<void> {
  await waitUntil(
    async () => (await target.isVisible()) && (await target.isEnabled()),
    timeoutMs,
    String(target),
  );
}

/** Polls in this process with growing intervals, since a page that draws in software hardly gets to its own timers. */
export async function waitUntil(
  condition: () => Promise<boolean>,
  timeoutMs = patienceMs,
  what = "the page",
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 10; !(await condition()); pauseMs = Math.min(2 * pauseMs, 250)) {
    if (performance.now() > deadline) throw new Error(`${what} was not ready within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Text of the messages on the page, newest last. */
export async function messagesOf(page: Page): Promise<string[]> {
  return page.locator("notice-list .notice:not(.warning)").allInnerTexts();
}
