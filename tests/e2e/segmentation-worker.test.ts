import type { Browser, Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createConfig } from "../../vite.config.ts";
import { launchBrowser, openPage } from "./browser.ts";

/** The library's modules as they are, for a page of their own. */
let server: ViteDevServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const config = createConfig();
  server = await createServer({
    ...config,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
  });
  await server.listen();
  browser = await launchBrowser();
  const address = server.httpServer!.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  ({ page } = await openPage(browser, `http://127.0.0.1:${address.port}/LICENSE`));
  // A script of the page's own: an import inside page.evaluate would be the test runner's.
  await page.addScriptTag({
    type: "module",
    content: `import * as seg from "/src/dicom-seg/index.ts";
import * as bench from "/tests/bench/ellipsoids.ts";
window.modules = { ...seg, ...bench };`,
  });
  await page.waitForFunction("window.modules !== undefined");
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * What happens in the page while 512 x 512 x 200 voxels with 104 segments are written: the longest time that the page was
 * held up, what progress it was told, and what came out. A number cancels at that part of the progress.
 */
function exportInPage(cancelAt?: number) {
  return page.evaluate(async (cancelAt) => {
    const { exportDicomSegInWorker, openDicomSegInWorker, ellipsoids, seriesOf512 } = (
      window as unknown as {
        modules: typeof import("../../src/dicom-seg/index.ts") & typeof import("../bench/ellipsoids.ts");
      }
    ).modules;
    const [labelMap, source] = [ellipsoids(104), seriesOf512()];
    const controller = new AbortController();
    const progress: number[] = [];
    let longestMs = 0;
    let last = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
      channel.port2.postMessage(0);
    };
    last = performance.now();
    channel.port2.postMessage(0);
    try {
      const file = await exportDicomSegInWorker([labelMap], {
        source,
        signal: controller.signal,
        onProgress({ bytesDone, bytesTotal }) {
          progress.push(bytesDone / bytesTotal);
          if (cancelAt !== undefined && bytesDone / bytesTotal >= cancelAt) controller.abort();
        },
      });
      const opened = await openDicomSegInWorker(file, { source });
      channel.port1.close();
      const { voxels } = opened.labelMaps[0]!;
      const isSame = voxels.every((label, index) => label === labelMap.voxels[index]);
      return { sizeBytes: file.size, progress, longestMs, isSame, error: undefined };
    } catch (error) {
      channel.port1.close();
      return { progress, longestMs, error: (error as { code?: string }).code ?? String(error) };
    }
  }, cancelAt);
}

test("104 segments are written and opened in a worker: the page goes on meanwhile", async () => {
  const { sizeBytes, progress, longestMs, isSame, error } = await exportInPage();
  expect(error).toBeUndefined();
  expect(isSame).toBe(true);
  expect(sizeBytes).toBeGreaterThan(300e6);
  expect(progress.length).toBeGreaterThan(4);
  expect(progress.at(-1)).toBe(1);
  expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  console.log(`longest time that the page was held up: ${longestMs.toFixed(1)} ms`);
  // 50 ms on a machine with nothing else to do; a busy one takes the page's own share away as well.
  expect(longestMs).toBeLessThan(1000);
});

test("writing can be cancelled half way", async () => {
  const { progress, error } = await exportInPage(0.3);
  expect(error).toBe("cancelled");
  expect(progress.at(-1)).toBeLessThan(1);
});
