import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, expect, inject, test } from "vitest";
import { browserAdvice, findBrowser } from "../../scripts/find-browser.ts";
import { cheapDrawing, pageSize } from "./browser.ts";
import { createFolder } from "./sample-study.ts";
import { serveFewSlices } from "./served-files.ts";
import { createViewerPage, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const url = `${inject("viewerUrl")}?device=wasm`;
const folder = createFolder();
const profile = join(folder.path, "profile");
let running: { readonly child: ChildProcess; readonly browser: Browser } | undefined;

afterEach(() => kill());
afterAll(() => folder[Symbol.dispose]());

/** A browser that is a process of its own, with a profile that outlives it, showing the study. */
async function start(): Promise<ViewerPage> {
  const executable = findBrowser();
  if (!executable) throw new Error(browserAdvice);
  const portFile = join(profile, "DevToolsActivePort");
  rmSync(portFile, { force: true });
  const child = spawn(
    executable,
    [
      "--headless=new",
      "--no-sandbox",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      ...cheapDrawing,
      "--no-first-run",
      "--disable-background-networking",
      "--remote-debugging-port=0",
      "--window-size=1600,1000",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { stdio: "ignore", detached: true },
  );
  await waitUntil(async () => existsSync(portFile) && readFileSync(portFile, "utf8").includes("\n"));
  const [port] = readFileSync(portFile, "utf8").split("\n");
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  running = { child, browser };
  const page = await browser.contexts()[0]!.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDeviceMetricsOverride", {
    ...pageSize.viewport,
    deviceScaleFactor: pageSize.deviceScaleFactor,
    mobile: false,
  });
  await serveFewSlices(page, { from: 36, to: 48 });
  await page.goto(url);
  const viewer = createViewerPage({ page, expectQuiet: () => undefined });
  await waitUntilEnabled(viewer.button("Segment"));
  return viewer;
}

/** SIGKILL to the browser and everything that it has started: nothing of it gets to end in order. */
async function kill(): Promise<void> {
  if (!running) return;
  const { child, browser } = running;
  running = undefined;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid!, "SIGKILL");
  await gone;
  await browser.close().catch(() => undefined);
}

const savedAt = (page: Page) =>
  page.evaluate(() => {
    const app = document.querySelector("viewer-app") as unknown as {
      viewer: { state: { savedAt: number | undefined } };
    };
    return app.viewer.state.savedAt ?? 0;
  });

/** What is drawn now, once it has been kept. */
async function keptVoxels(viewer: ViewerPage): Promise<Uint8Array> {
  const voxels = await viewer.voxels();
  const now = await viewer.page.evaluate(() => Date.now());
  await waitUntil(async () => (await savedAt(viewer.page)) > now, 60_000, "the work");
  return voxels;
}

const count = (voxels: Uint8Array) => voxels.reduce((sum, label) => sum + Number(label > 0), 0);
/** Voxels of `before` that `after` lacks. */
const lost = (before: Uint8Array, after: Uint8Array) =>
  before.reduce((sum, label, index) => sum + Number(label > 0 && after[index] !== label), 0);

test("a browser that is killed in mid-run, and then in mid-stroke, has lost nothing that was there 3 s before", async () => {
  const first = await start();
  // Held, so that a fast machine does not end the run before its work is kept.
  await first.segmentAndPause(2);
  await waitUntil(async () => ((await first.volumeMl("Liver")) ?? 0) > 0, 120_000, "the first slices");
  const bySlices = await keptVoxels(first);
  expect(await first.button("Cancel").isVisible(), "the run is not over").toBe(true);
  await first.button("Resume").click();
  await kill();

  const second = await start();
  await second.button("Resume").click();
  await waitUntil(async () => count(await second.voxels()) > 0);
  expect(lost(bySlices, await second.voxels())).toBe(0);

  await second.page.keyboard.press("b");
  const box = (await second.page.getByTestId("pane-axial").boundingBox())!;
  await second.page.mouse.move(box.x + 0.7 * box.width, box.y + 0.3 * box.height);
  await second.page.mouse.down();
  const before = count(await second.voxels());
  for (let step = 0; step < 5; step++) await second.page.mouse.move(...place(box, step));
  const byStroke = await keptVoxelsWhileDrawing(second, box);
  expect(count(byStroke)).toBeGreaterThan(before);
  await kill();

  const third = await start();
  await third.button("Resume").click();
  await waitUntil(async () => count(await third.voxels()) > 0);
  expect(lost(byStroke, await third.voxels())).toBe(0);
});

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place on a circle beside what the model draws. */
function place({ x, y, width, height }: Rectangle, step: number): [number, number] {
  return [x + (0.6 + 0.1 * Math.cos(step)) * width, y + (0.3 + 0.1 * Math.sin(step)) * height];
}

/** As {@link keptVoxels}, with a hand that never rests. */
async function keptVoxelsWhileDrawing(viewer: ViewerPage, box: Rectangle): Promise<Uint8Array> {
  const voxels = await viewer.voxels();
  const now = await viewer.page.evaluate(() => Date.now());
  for (let step = 0; (await savedAt(viewer.page)) <= now; step++) {
    await viewer.page.mouse.move(...place(box, step));
    if (step > 2000) throw new Error("nothing was kept while the hand was drawing");
  }
  return voxels;
}
