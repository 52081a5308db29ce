import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createServer } from "vite";
import { createConfig } from "../../vite.config.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { waitForGlobal } from "../e2e/wait-for-global.ts";

const patienceMs = 900_000;
const size = [512, 512, 500];
const moves = 20;

/** What one way of drawing took, in milliseconds of processor time of the page's thread. */
interface Measured {
  /** Of waiting for a drawn frame while nothing changes: part of every move, and no part of drawing. */
  readonly waitMs: number;
  /** Of every move of the brush, the drawing of the three panes included, and without the waiting. */
  readonly strokeMs: Record<"axial" | "sagittal", number[]>;
  /** Until the result has been drawn, and without the waiting. */
  readonly bulkWriteMs: number;
  /** The first change of tool after the bulk write. */
  readonly toolSwitchMs: number;
  /** Voxels that the strokes painted: whether both drew the same. */
  readonly painted: number;
  readonly acts: Readonly<Record<string, ActTimes>>;
}

/** One of the acts that only this project's page has, {@link actRounds} times: until the page has drawn what came of it. */
interface ActTimes {
  /** Processor time of the page's thread, in 95 % of the rounds at most. */
  readonly pageP95Ms: number;
  /** On the clock, which other programs on the machine make longer: what a worker does for it included. */
  readonly doneP95Ms: number;
  /** Processor time of the longest task of the page's thread in all rounds: as long as the page answers nobody. */
  readonly longestTaskMs: number;
}

/** In this order, with what is done after each round so that the next finds the same. */
const acts: readonly (readonly [name: string, after?: string])[] = [
  ["undo", "redo"],
  ["preview"],
  ["propagate", "undo"],
  ["repair", "undo"],
];
const actRounds = 10;

/**
 * Strokes of a brush of 30 mm over a volume of 512 x 512 x 500 voxels, in axial and sagittal panes, and the first change of
 * tool after a bulk write: by this project's tools and by Cornerstone3D's, in one browser, one after the other. What counts
 * is the processor time of the page's thread, which nothing else on the machine changes, the drawing of three small panes
 * included.
 */
export async function benchEdit(jsonPath: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "autoseg-bench-"));
  const config = createConfig();
  const server = await createServer({
    ...config,
    configFile: false,
    logLevel: "warn",
    cacheDir: join(folder, "vite"),
    server: { ...config.server, port: 0, hmr: false, watch: null },
    optimizeDeps: {
      ...config.optimizeDeps,
      entries: ["tests/bench/edit-page/index.html", "src/**/worker.ts"],
    },
  });
  const browser = await launchBrowser({ whole: true });
  try {
    await server.listen();
    const url = `${server.resolvedUrls!.local[0]}tests/bench/edit-page/index.html`;
    const measureAndTell = async (who: "ours" | "cornerstone") => {
      const found = summarize(await measure(browser, url, who));
      const { waitMs, strokeP95Ms, bulkWriteMs, toolSwitchMs, painted } = found;
      for (const [name, { pageP95Ms, doneP95Ms, longestTaskMs }] of Object.entries(found.acts))
        process.stderr.write(
          `${name}: ${pageP95Ms} ms of the page's thread (95 %), ${doneP95Ms} ms until drawn, longest task ${longestTaskMs} ms\n`,
        );
      process.stderr.write(
        `${who}: stroke ${strokeP95Ms.toFixed(1)} ms (95 %) besides ${waitMs.toFixed(1)} ms of waiting for frames, bulk write ${bulkWriteMs.toFixed(0)} ms, tool switch ${toolSwitchMs.toFixed(1)} ms, ${painted} voxels\n`,
      );
      return found;
    };
    const own = await measureAndTell("ours");
    const other = await measureAndTell("cornerstone");
    if (own.painted === 0 || Math.abs(own.painted / other.painted - 1) > 0.2)
      throw new Error(`The brushes painted ${own.painted} and ${other.painted} voxels: not the same work.`);
    const report = {
      machine: {
        cpu: cpus()[0]?.model,
        cores: cpus().length,
        memoryMb: Math.round(totalmem() / 2 ** 20),
        node: process.version,
        browser: browser.version(),
      },
      size,
      cornerstoneVersion: await toolsVersion(),
      ratios: {
        strokeFasterThanCornerstone: round(other.strokeP95Ms / own.strokeP95Ms),
        bulkWriteFasterThanCornerstone: round(other.bulkWriteMs / own.bulkWriteMs),
        toolSwitchFasterThanCornerstone: round(other.toolSwitchMs / Math.max(own.toolSwitchMs, 0.1)),
      },
      strokeP95Ms: round(own.strokeP95Ms),
      results: { ours: own, cornerstone: other },
    };
    const json = `${JSON.stringify(report, null, 2)}\n`;
    if (jsonPath === undefined) process.stdout.write(json);
    else await writeFile(jsonPath, json);
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

/** Each in a page of its own, so that neither pays for what the other left behind. */
async function measure(browser: Browser, url: string, who: "ours" | "cornerstone"): Promise<Measured> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(url);
  await waitForGlobal(page, "editBench");
  const workMs = await createClock(page);
  await page.evaluate((name) => window.editBench.open(name), who);
  const drawn = () => page.evaluate(() => window.editBench.drawn());
  const waits: number[] = [];
  for (let round = 0; round < moves; round++) waits.push(await workMs(drawn));
  const waitMs = round(percentile(waits, 0.5));
  const withoutWait = (moved: readonly number[]) => moved.map((ms) => Math.max(0, ms - waitMs));
  const strokeMs = {
    axial: withoutWait(await drag(page, "axial", workMs)),
    sagittal: withoutWait(await drag(page, "sagittal", workMs)),
  };
  const painted = await page.evaluate(() => window.editBench.painted());
  // Until it is on screen: large results are drawn in several frames.
  const frames = 10;
  const writtenMs = await workMs(async () => {
    await page.evaluate(() => window.editBench.write());
    for (let round = 0; round < frames; round++) await drawn();
  });
  const bulkWriteMs = writtenMs - frames * waitMs;
  const toolSwitchMs = await workMs(async () => {
    await page.evaluate(() => window.editBench.switchTool());
    await drawn();
  });
  const ofActs: Record<string, ActTimes> = {};
  if (who === "ours")
    for (const [name, after] of acts) ofActs[name] = await measureAct(page, workMs, name, after);
  await page.close();
  return { waitMs, strokeMs, bulkWriteMs, toolSwitchMs, painted, acts: ofActs };
}

async function measureAct(
  page: Page,
  workMs: Awaited<ReturnType<typeof createClock>>,
  name: string,
  after: string | undefined,
): Promise<ActTimes> {
  const act = async (called: string) => {
    await page.evaluate((it) => window.editBench.act(it), called);
    await page.evaluate(() => window.editBench.drawn());
  };
  const pageMs: number[] = [];
  const doneMs: number[] = [];
  const longest: number[] = [];
  // The first round compiles the code.
  for (let round = 0; round <= actRounds; round++) {
    const tasks = await recordTasks(page);
    const started = performance.now();
    const worked = await workMs(() => act(name));
    const done = performance.now() - started;
    const longestMs = await tasks();
    if (round > 0) {
      pageMs.push(worked);
      doneMs.push(done);
      longest.push(longestMs);
    }
    if (after) await act(after);
  }
  return {
    pageP95Ms: round(percentile(pageMs, 0.95)),
    doneP95Ms: round(percentile(doneMs, 0.95)),
    longestTaskMs: round(Math.max(...longest)),
  };
}

/** Records the tasks of the page's thread; what it gives ends that, and gives the processor time of the longest. */
async function recordTasks(page: Page): Promise<() => Promise<number>> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as {
      traceEvents: {
        ph: string;
        name: string;
        pid: number;
        tid: number;
        tdur?: number;
        args: { name?: string };
      }[];
    };
    const threads = new Set(
      traceEvents
        .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
        .map(({ pid, tid }) => `${pid}/${tid}`),
    );
    return traceEvents.reduce(
      (most, { ph, pid, tid, tdur = 0 }) =>
        ph === "X" && threads.has(`${pid}/${tid}`) ? Math.max(most, tdur / 1000) : most,
      0,
    );
  };
}

/** A way to tell how much processor time the page's thread took for something. */
async function createClock(page: Page): Promise<(act: () => Promise<unknown>) => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  return async (act) => {
    const before = await taskSeconds();
    await act();
    return ((await taskSeconds()) - before) * 1000;
  };
}

/** Drags the brush across a pane with the mouse, step by step, and measures each. */
async function drag(
  page: Page,
  plane: "axial" | "sagittal",
  workMs: Awaited<ReturnType<typeof createClock>>,
): Promise<number[]> {
  const box = (await page.locator(`#${plane}`).boundingBox())!;
  const drawn = () => page.evaluate(() => window.editBench.drawn());
  // Playwright's own mouse runs scripts in the page with every move while a button is down, which are no part of drawing.
  const session = await page.context().newCDPSession(page);
  const mouse = (type: "mouseMoved" | "mousePressed" | "mouseReleased", step: number) =>
    session.send("Input.dispatchMouseEvent", {
      type,
      x: box.x + 40 + 3 * step,
      y: box.y + 80 + Math.round(10 * Math.sin(step / 5)),
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      clickCount: type === "mouseMoved" ? 0 : 1,
    });
  await page.mouse.move(box.x + 40, box.y + 80);
  await mouse("mousePressed", 0);
  // Cornerstone waits for a second click before it takes the first for a press.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await drawn();
  const found: number[] = [];
  for (let step = 1; step <= moves; step++) {
    found.push(
      await workMs(async () => {
        await mouse("mouseMoved", step);
        await drawn();
      }),
    );
  }
  await mouse("mouseReleased", moves);
  await drawn();
  await session.detach();
  // The first moves compile the code.
  return found.slice(4);
}

function summarize({ strokeMs, ...rest }: Measured) {
  const all = [...strokeMs.axial, ...strokeMs.sagittal];
  return {
    ...rest,
    strokeP95Ms: percentile(all, 0.95),
    strokeMedianMs: {
      axial: round(percentile(strokeMs.axial, 0.5)),
      sagittal: round(percentile(strokeMs.sagittal, 0.5)),
    },
  };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

async function toolsVersion(): Promise<string> {
  const path = new URL("../../node_modules/@cornerstonejs/tools/package.json", import.meta.url);
  return (JSON.parse(await readFile(path, "utf8")) as { version: string }).version;
}
