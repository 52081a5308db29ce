import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CDPSession } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const browser = await useBrowser();
let viewer: ViewerPage;
let session: CDPSession;

beforeAll(async () => {
  const prepare = serveQuickStudy({ from: 38, to: 40 });
  viewer = await openViewer(browser, `${inject("viewerUrl")}?device=wasm`, async (page) => {
    await page.addInitScript(countOnGpu);
    await prepare(page);
  });
  session = await viewer.page.context().newCDPSession(viewer.page);
});

/** Runs in the page before anything else: counts what is alive of what WebGL makes. */
function countOnGpu(): void {
  const alive = { Texture: 0, Buffer: 0, Framebuffer: 0 };
  (window as unknown as { onGpu: typeof alive }).onGpu = alive;
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  for (const kind of ["Texture", "Buffer", "Framebuffer"] as const) {
    const [create, remove] = [prototype[`create${kind}`]!, prototype[`delete${kind}`]!];
    prototype[`create${kind}`] = function (...args) {
      alive[kind]++;
      return create.apply(this, args);
    };
    prototype[`delete${kind}`] = function (...args) {
      if (args[0]) alive[kind]--;
      return remove.apply(this, args);
    };
  }
}

/** What there is now, after the page was asked to give back what it does not need. */
async function measure() {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  const onGpu = await viewer.page.evaluate(
    () => (window as unknown as { onGpu: Record<"Texture" | "Buffer" | "Framebuffer", number> }).onGpu,
  );
  return {
    heapMb: usedSize / 2 ** 20,
    workers: viewer.page.workers().length,
    nodes,
    jsEventListeners,
    ...onGpu,
  };
}

/** Notes which study is open, without keeping it. */
const rememberStudy = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    Object.assign(window, { studyBefore: new WeakRef(viewer.workspace.study!) });
  });

const isAnotherStudy = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { study, state } = viewer.workspace;
    const { studyBefore } = window as unknown as { studyBefore: WeakRef<object> };
    return study !== undefined && study !== studyBefore.deref() && state.loading === undefined;
  });

/**
 * What stays of each study: Cornerstone's volume mapper registers tables of colours, opacities and outlines with its render
 * window and never gives them back, for each of three panes with image and labelmap. More than this is ours.
 */
const leftByCornerstone = { Texture: 24, Buffer: 6, Framebuffer: 0, heapMb: 1 };

test("twenty studies opened one after the other and drawn on leave nothing of ours behind", async () => {
  const studies = [
    [40, 42],
    [44, 46],
  ].map(([from, to]) =>
    sampleFiles()
      .slice(from, to)
      .map((name) => ({ name, bytes: readFileSync(join(sampleFolder, name)) })),
  );
  const { page } = viewer;
  let early: Awaited<ReturnType<typeof measure>> | undefined;
  for (let cycle = 0; cycle < 20; cycle++) {
    await rememberStudy();
    await viewer.drop(studies[cycle % 2]!);
    if (cycle > 0) await viewer.button("Discard and open").click();
    // The one before would pass for it: the first has nothing drawn on it either.
    await waitUntil(isAnotherStudy, 60_000, "the study");
    expect((await viewer.voxels()).every((label) => label === 0)).toBe(true);
    await waitUntilEnabled(viewer.button("Segment"));
    await page.keyboard.press("b");
    // A pane that has just been made may not hear the first one.
    const hasDrawn = async () => {
      await viewer.drag("pane-axial", [0.3, 0.4], [0.4, 0.4]);
      return viewer.button("Undo").isEnabled();
    };
    await waitUntil(hasDrawn, 60_000, "the stroke");
    if (cycle === 5) early = await measure();
  }
  const late = await measure();
  const studiesBetween = 14;
  expect(late.workers).toBeLessThanOrEqual(early!.workers);
  expect(late.nodes).toBeLessThan(1.1 * early!.nodes);
  expect(late.jsEventListeners).toBeLessThan(1.1 * early!.jsEventListeners);
  for (const [kind, each] of Object.entries(leftByCornerstone) as [keyof typeof leftByCornerstone, number][])
    expect(late[kind] - early![kind], kind).toBeLessThanOrEqual(each * studiesBetween);
});
