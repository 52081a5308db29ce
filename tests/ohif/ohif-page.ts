import type { Browser, Page } from "playwright-core";
import type { AutosegPanel } from "../../src/panel.ts";
import { openPage, type WatchedPage } from "../e2e/browser.ts";
import { waitUntil } from "../e2e/viewer-page.ts";

/** For OHIF and a PACS without a GPU, while other programs run. */
const patienceMs = 180_000;

/** OHIF in a browser, addressed by what a person clicks. */
export interface OhifPage extends WatchedPage {
  /** The button of a part of OHIF, by the name in its own tests (`data-cy`). */
  part(name: string): ReturnType<Page["locator"]>;
  /** A button of our panel, by its text. */
  button(name: string): ReturnType<Page["locator"]>;
  /** Brings a panel to the front. */
  showPanel(name: "autoseg" | "panelSegmentationWithToolsLabelMap"): Promise<void>;
  /** The state of our extension: voxels of each label, names of the next steps. */
  state(): Promise<OhifState>;
  /** Waits until the extension is in a certain state. */
  until(isReached: (state: OhifState) => boolean, what: string): Promise<OhifState>;
  /** Drags with the left button in the first viewport; positions are fractions of its width and height. */
  drag(from: readonly [number, number], to: readonly [number, number]): Promise<void>;
  /** Performs an action that downloads a file, and returns its path. */
  download(start: () => Promise<unknown>): Promise<string>;
}

export interface OhifState {
  /** SeriesInstanceUID of the open series; empty if none. */
  readonly series: string;
  /** Number of voxels of each label except 0; empty if nothing is open. */
  readonly voxels: Readonly<Record<number, number>>;
  /** SHA-256 of all voxels; empty if nothing is open. */
  readonly hash: string;
  readonly undo: string | undefined;
  readonly redo: string | undefined;
  readonly isRunning: boolean;
  readonly isUnsaved: boolean;
  readonly isShown: boolean;
  readonly notices: readonly string[];
  readonly question: string | undefined;
}

/** @param path after OHIF's address: "autoseg?StudyInstanceUIDs=…". */
export async function openOhif(browser: Browser, url: string, path: string): Promise<OhifPage> {
  const watched = await openPage(browser, `${url}${path}`, async (page) => {
    await page.setViewportSize({ width: 1500, height: 900 });
    page.setDefaultTimeout(patienceMs);
  });
  const { page } = watched;
  const part = (name: string) => page.locator(`[data-cy="${name}"]`).first();
  const state = () => page.evaluate(readState);
  return {
    ...watched,
    part,
    button: (name) => page.locator("autoseg-panel").getByRole("button", { name, exact: true }),
    async showPanel(name) {
      await part(`${name}-btn`).click();
      if (name === "autoseg") await page.locator("autoseg-panel").waitFor();
    },
    state,
    async until(isReached, what) {
      let found = await state();
      await waitUntil(
        async () => {
          found = await state();
          return isReached(found);
        },
        patienceMs,
        what,
      ).catch((error: Error) => {
        throw new Error(`${error.message}: ${JSON.stringify(found)}`);
      });
      return found;
    },
    async drag(from, to) {
      const box = (await part("viewport-pane").boundingBox())!;
      const at = ([x, y]: readonly [number, number]) =>
        [box.x + x * box.width, box.y + y * box.height] as const;
      await page.mouse.move(...at(from));
      await page.mouse.down();
      for (let step = 1; step <= 5; step++)
        await page.mouse.move(
          ...at([from[0] + ((to[0] - from[0]) * step) / 5, from[1] + ((to[1] - from[1]) * step) / 5]),
        );
      await page.mouse.up();
    },
    async download(start) {
      const [download] = await Promise.all([page.waitForEvent("download"), start()]);
      return download.path();
    },
  };
}

/** Runs in the page. The panel stays in memory while OHIF shows another one. */
async function readState(): Promise<OhifState> {
  const kept = globalThis as { autosegPanel?: AutosegPanel };
  kept.autosegPanel = document.querySelector("autoseg-panel") ?? kept.autosegPanel!;
  const nothing = {
    series: "",
    voxels: {},
    hash: "",
    undo: undefined,
    redo: undefined,
    notices: [],
    question: undefined,
  };
  if (!kept.autosegPanel) return { ...nothing, isRunning: false, isUnsaved: false, isShown: false };
  const { state, session, series, segmentationId } = kept.autosegPanel.model;
  const voxels: Record<number, number> = {};
  for (const label of session?.voxels ?? []) if (label > 0) voxels[label] = (voxels[label] ?? 0) + 1;
  const digest = session && (await crypto.subtle.digest("SHA-256", session.voxels.slice()));
  const hash = [...new Uint8Array(digest ?? [])].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    series: series?.seriesInstanceUID ?? "",
    voxels,
    hash,
    undo: state.undoName,
    redo: state.redoName,
    isRunning: state.run !== undefined,
    isUnsaved: state.isUnsaved,
    isShown: segmentationId !== undefined,
    notices: state.notices.map(({ text }) => text),
    question: state.question?.title,
  };
}
