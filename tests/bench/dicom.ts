import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createServer } from "vite";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { indexSeries } from "../../src/dicom/index.ts";
import { createConfig } from "../../vite.config.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { waitForGlobal } from "../e2e/wait-for-global.ts";
import { createFileMaker, writeFiles } from "./dicom-files.ts";

const [slices, indexed, rounds] = [200, 3000, 5];

const patienceMs = 300_000;

/**
 * Reads 200 slices of 512 x 512 from local files in a browser, uncompressed and JPEG-LS, alternating between this project and
 * @cornerstonejs/dicom-image-loader; medians. Also reads the headers of 3,000 files.
 */
export async function benchDicom(jsonPath: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "autoseg-bench-"));
  const tell = (text: string) => process.stderr.write(`${text}\n`);
  const config = createConfig();
  const server = await createServer({
    ...config,
    configFile: false,
    logLevel: "warn",
    cacheDir: join(folder, "vite"),
    server: { ...config.server, port: 0, hmr: false, watch: null },
    optimizeDeps: {
      // As its documentation says: when optimised, it never answers.
      exclude: ["@cornerstonejs/dicom-image-loader"],
      include: ["@cornerstonejs/core", ...ofTheLoader],
      entries: ["tests/bench/dicom-page/index.html", "src/dicom/worker.ts"],
    },
  });
  const browser = await launchBrowser({ whole: true });
  try {
    tell("making the files");
    const make = await createFileMaker();
    const raw = await writeFiles(join(folder, "raw"), slices, (number) => make.uncompressed(1, number));
    const jpegLs = await writeFiles(join(folder, "jpeg-ls"), slices, (number) => make.compressed(2, number));
    await writeFiles(join(folder, "many"), indexed, (number) =>
      make.compressed(3 + Math.floor(number / 300), number),
    );
    await server.listen();
    const page = await browser.newPage();
    // The first visit waits for the server to bundle the page's imports.
    page.setDefaultTimeout(patienceMs);
    await page.goto(`${server.resolvedUrls!.local[0]}tests/bench/dicom-page/index.html`);
    await waitForGlobal(page, "bench");

    const results = { raw: await compare(page, raw), jpegLs: await compare(page, jpegLs) };
    for (const [name, { oursMs, cornerstoneMs }] of Object.entries(results))
      tell(`${name}: ${oursMs.toFixed(0)} ms; Cornerstone ${cornerstoneMs.toFixed(0)} ms`);
    const index = await measureIndex(page, join(folder, "many"));
    tell(
      `${indexed} headers: ${index.browserMs.toFixed(0)} ms in the browser, ${index.nodeMs.toFixed(0)} in Node`,
    );
    const report = {
      machine: {
        cpu: cpus()[0]?.model,
        cores: cpus().length,
        memoryMb: Math.round(totalmem() / 2 ** 20),
        node: process.version,
        browser: browser.version(),
      },
      size: [512, 512, slices],
      loaderVersion: await loaderVersion(),
      ratios: {
        readFasterThanCornerstoneRaw: ratio(results.raw),
        readFasterThanCornerstoneJpegLs: ratio(results.jpegLs),
      },
      indexMs: index,
      results,
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

/** Imports of the loader that the bundler would find too late. */
const ofTheLoader = [
  "dicom-parser",
  "comlink",
  "@cornerstonejs/metadata",
  "@cornerstonejs/codec-charls/decodewasmjs",
  "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs",
  "@cornerstonejs/codec-openjpeg/decodewasmjs",
  "@cornerstonejs/codec-openjph/wasmjs",
  "@cornerstonejs/jpeg-lossless-decoder-js",
];

interface Compared {
  readonly oursMs: number;
  readonly cornerstoneMs: number;
  readonly oursAllMs: readonly number[];
  readonly cornerstoneAllMs: readonly number[];
}

/**
 * Alternates between both, so that other load on the machine affects both; the first round, which includes compilation,
 * is left out.
 */
async function compare(page: Page, paths: readonly string[]): Promise<Compared> {
  await page.setInputFiles("input", [...paths]);
  const ours: number[] = [];
  const cornerstone: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const own = await page.evaluate(() => window.bench.ours());
    const other = await page.evaluate(() => window.bench.cornerstone());
    if (own.sum !== other.sum)
      throw new Error(`The voxels differ: their sums are ${own.sum} and ${other.sum}.`);
    if (round === 0) continue;
    ours.push(own.elapsedMs);
    cornerstone.push(other.elapsedMs);
  }
  return {
    oursMs: median(ours),
    cornerstoneMs: median(cornerstone),
    oursAllMs: ours,
    cornerstoneAllMs: cornerstone,
  };
}

async function measureIndex(page: Page, folder: string): Promise<{ browserMs: number; nodeMs: number }> {
  const paths = (await findInputFiles([folder])).map(({ name }) => join(folder, name));
  await page.setInputFiles("input", paths);
  const browser: number[] = [];
  const node: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { elapsedMs, images } = await page.evaluate(() => window.bench.index());
    if (images !== indexed) throw new Error(`${indexed} images were expected, ${images} found.`);
    browser.push(elapsedMs);
    const startedMs = performance.now();
    await indexSeries(await findInputFiles([folder]));
    node.push(performance.now() - startedMs);
  }
  return { browserMs: median(browser), nodeMs: median(node) };
}

function ratio({ oursMs, cornerstoneMs }: Compared): number {
  return Number((cornerstoneMs / oursMs).toFixed(2));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function loaderVersion(): Promise<string> {
  const path = new URL("../../node_modules/@cornerstonejs/dicom-image-loader/package.json", import.meta.url);
  return (JSON.parse(await readFile(path, "utf8")) as { version: string }).version;
}
