import { readdirSync, readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type {} from "../engine-page/page.ts";
import { serveEnginePage } from "../engine-page/serve.ts";
import { launchBrowser } from "./browser.ts";
import { waitForGlobal } from "./wait-for-global.ts";

/** What a long series costs the page: its thread's time, and memory. */
let served: Awaited<ReturnType<typeof serveEnginePage>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  served = await serveEnginePage();
  browser = await launchBrowser();
  page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(served.url);
  await waitForGlobal(page, "engine");
  await page.evaluate(() => window.engine.setFaults({}));
});

afterAll(async () => {
  await browser?.close();
  await served?.[Symbol.asyncDispose]();
});

test("a series of 300 slices leaves the page's thread free", async () => {
  const found = await page.evaluate(async () => {
    const { loadModel, createWorkerSegmenter, createPhantom, watchPage } = window.engine;
    // Made in the page, which can do nothing else meanwhile: it shows that the watch notices.
    const made = await watchPage(async () => createPhantom(128, 300));
    let slices = 0;
    const run = await watchPage(async () => {
      const model = await loadModel("/models/threshold-tiny/");
      const segmenter = await createWorkerSegmenter(model, { device: "wasm", threads: 1 });
      await segmenter.run(made.value, { onSlice: () => slices++ });
      await segmenter[Symbol.asyncDispose]();
    });
    const [blocked, free] = [made, run].map(({ longestMs, elapsedMs }) => longestMs / elapsedMs);
    return { blocked, free, slices };
  });
  expect(found.slices).toBe(300);
  // Shares of the whole, since a busy machine stretches everything.
  expect(found.blocked).toBeGreaterThan(0.9);
  expect(found.free).toBeLessThan(0.2);
});

test("600 slices of 512 x 512 take less than 1 GB beside the volume, and give it back", {
  timeout: 600_000,
}, async (context) => {
  if (process.platform !== "linux") context.skip("the memory of a process is read from /proc");
  const before = readMemoryMb();
  const volumeMb = await page.evaluate(() => {
    const side = 512;
    const volume = window.engine.createPhantom(side, 4);
    const voxels = new Int16Array(new SharedArrayBuffer(2 * side * side * 600));
    for (let k = 0; k < 600; k += 4) voxels.set(volume.voxels, k * side * side);
    (window as { held?: unknown }).held = {
      ...volume,
      voxels,
      grid: { ...volume.grid, size: [side, side, 600] },
    };
    return voxels.byteLength / 2 ** 20;
  });
  const withVolume = readMemoryMb();
  // The measure sees the volume, less what the test before has given back meanwhile.
  expect(withVolume - before).toBeGreaterThan(volumeMb * 0.5);
  let most = withVolume;
  const watch = setInterval(() => {
    most = Math.max(most, readMemoryMb());
  }, 200);
  try {
    const slices = await page.evaluate(async () => {
      const { loadModel, createWorkerSegmenter } = window.engine;
      const { held } = window as unknown as { held: ReturnType<typeof window.engine.createPhantom> };
      const model = await loadModel("/models/threshold-tiny/");
      const segmenter = await createWorkerSegmenter(model, { device: "wasm", threads: 1 });
      const { report } = await segmenter.run(held);
      await segmenter[Symbol.asyncDispose]();
      return report.slices;
    });
    expect(slices).toBe(600);
  } finally {
    clearInterval(watch);
  }
  expect(most - withVolume).toBeLessThan(1000);
  // Workers end and garbage is collected in the browser's own time.
  let left = readMemoryMb();
  for (let wait = 0; wait < 60 && left - withVolume > 150; wait++) {
    await page.requestGC();
    await new Promise((resolve) => setTimeout(resolve, 500));
    left = readMemoryMb();
  }
  expect(left - withVolume).toBeLessThanOrEqual(150);
});

/** Resident memory of the browser's processes, what they share counted once (Pss of /proc). */
function readMemoryMb(): number {
  const processes = new Map<number, { parent: number; name: string }>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      processes.set(Number(pid), { parent, name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")) });
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid: number): boolean => {
    const found = processes.get(pid);
    return found !== undefined && (found.parent === process.pid || isOurs(found.parent));
  };
  let kilobytes = 0;
  for (const pid of processes.keys()) {
    if (!isOurs(pid)) continue;
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return kilobytes / 1024;
}
