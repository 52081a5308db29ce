import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";
import { createConfig } from "../../vite.config.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { measureActs } from "./edit-acts.ts";
import { DrawingPage } from "./edit-drawing.ts";
import { compareRounds, percentile, type Rounds, summarize } from "./edit-figures.ts";

const size = [512, 512, 500];
/** Besides a first round, which compiles the code of both. */
const rounds = 5;

/**
 * Strokes with a brush of 30 mm on a volume of 512 x 512 x 500 voxels, in axial and sagittal panes, a whole result, and tool
 * changes: with this project's tools and with Cornerstone3D's, in one browser, in rounds in which the two alternate in
 * starting. Measures CPU time of the page's thread, which hardly depends on other load, including the drawing of three small
 * panes, with garbage collected in between. Figures are medians of the rounds.
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
    const ours = await DrawingPage.open(browser, url, "ours");
    const cornerstone = await DrawingPage.open(browser, url, "cornerstone");
    const pages = { ours, cornerstone };
    const found: Record<keyof typeof pages, Rounds> = {
      ours: { strokes: [], results: [] },
      cornerstone: { strokes: [], results: [] },
    };
    for (let round = 0; round <= rounds; round++)
      for (const who of inTurns(round)) {
        const measured = await pages[who].measureStrokes();
        if (round > 0) found[who].strokes.push(measured);
        tell(
          `${who}: stroke ${percentile(Object.values(measured.strokeMs).flat(), 0.95).toFixed(1)} ms (95 %)`,
        );
      }
    checkPainted(found.ours.strokes[0]!.painted, found.cornerstone.strokes[0]!.painted);
    for (let round = 0; round <= rounds; round++)
      for (const who of inTurns(round)) {
        const measured = await pages[who].measureResult();
        if (round > 0) found[who].results.push(measured);
        const { bulkWriteMs, toolSwitchMs } = measured;
        tell(`${who}: bulk write ${bulkWriteMs.toFixed(0)} ms, tool switch ${toolSwitchMs.toFixed(1)} ms`);
      }
    await ours.page.bringToFront();
    await ours.write();
    const acts = await measureActs(ours.page, ours.workMs);
    const compared = compareRounds(found.ours, found.cornerstone);
    const own = summarize(found.ours);
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
        strokeFasterThanCornerstone: compared.stroke.median,
        bulkWriteFasterThanCornerstone: compared.bulkWrite.median,
        toolSwitchFasterThanCornerstone: compared.toolSwitch.median,
      },
      strokeP95Ms: own.strokeP95Ms.median,
      compared,
      results: { ours: { ...own, acts }, cornerstone: summarize(found.cornerstone) },
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

function inTurns(round: number): readonly ("ours" | "cornerstone")[] {
  return round % 2 === 0 ? ["ours", "cornerstone"] : ["cornerstone", "ours"];
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** @throws Error if the brushes have not painted the same. */
function checkPainted(own: number, other: number): void {
  if (own === 0 || Math.abs(own / other - 1) > 0.2)
    throw new Error(`The brushes painted ${own} and ${other} voxels: not the same work.`);
}

async function toolsVersion(): Promise<string> {
  const path = new URL("../../node_modules/@cornerstonejs/tools/package.json", import.meta.url);
  return (JSON.parse(await readFile(path, "utf8")) as { version: string }).version;
}
