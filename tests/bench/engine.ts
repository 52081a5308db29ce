import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { measureInBrowser } from "./engine-browser.ts";
import { type Measured, type Measurement, median, ratioOf } from "./engine-rounds.ts";

const models = fileURLToPath(new URL("../../models/", import.meta.url));

/** Slices of 512 x 512 in a series, and rounds in which every method runs once. */
const [slices, rounds] = [24, 5];

/** Compares the whole engine with session.run alone, in Node and in a browser; see docs/performance.md. */
export async function benchEngine(jsonPath: string | undefined): Promise<void> {
  const results: Record<string, { node: Measurement; browser: Measurement }> = {};
  for (const name of await listModels()) {
    process.stderr.write(`${name}\n`);
    const node = await measureInNode(name);
    print(node.measured);
    const browser = await measureInBrowser(name, slices, rounds);
    print(browser.measured);
    for (const { provider, reason } of [...node.missing, ...browser.missing])
      process.stderr.write(`  ${provider}: not measured, ${reason}\n`);
    results[name] = { node, browser };
  }
  const [first] = Object.values(results);
  const report = {
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 2 ** 20),
      node: process.version,
      onnxruntime: await runtimeVersion(),
    },
    series: { size: [512, 512, slices], rounds },
    /** Of the first model; those of all models are in `models`. */
    ratios: ratiosOf(first!),
    models: Object.fromEntries(
      Object.entries(results).map(([name, result]) => [name, { ratios: ratiosOf(result), ...result }]),
    ),
  };
  process.stderr.write(`${JSON.stringify(report.ratios, null, 2)}\n`);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

function ratiosOf({ node, browser }: { node: Measurement; browser: Measurement }): Record<string, number> {
  const over = (rows: readonly (typeof node.rounds)[number][], way: string) =>
    median(rows.map((round) => round[way]!));
  const ratios = {
    engineOverRawWasm: ratioOf(node.rounds, "engineWasm", "rawWasm"),
    engineOverRawWasmInBrowser: ratioOf(browser.rounds, "engineWasm", "rawWasm"),
    engineOverRawNative: ratioOf(node.rounds, "engineNative", "rawNative"),
    browserWasmOverNodeWasm: over(browser.rounds, "rawWasm") / over(node.rounds, "rawWasm"),
    wasmOverNative: ratioOf(node.rounds, "rawWasm", "rawNative"),
    naiveOverEngineInBrowser: ratioOf(browser.rounds, "naiveWasm", "engineWasm"),
  };
  return Object.fromEntries(Object.entries(ratios).map(([name, value]) => [name, Number(value.toFixed(3))]));
}

function print(measured: readonly Measured[]): void {
  for (const { where, way, provider, precision, batch, threads, msPerSlice, ...rest } of measured) {
    const { coldStartMs, stagesMs, peakMemoryMb, adapter } = rest;
    const cold = coldStartMs && Object.values(coldStartMs).reduce((sum, ms) => sum + ms, 0);
    const details = [
      adapter,
      cold !== undefined && `cold start ${cold.toFixed(0)} ms`,
      stagesMs &&
        Object.entries(stagesMs)
          .map(([stage, ms]) => `${stage} ${ms.toFixed(0)}`)
          .join(", "),
      peakMemoryMb !== undefined && `${peakMemoryMb} MB`,
    ].filter(Boolean);
    process.stderr.write(
      `  ${[where.padEnd(7), way.padEnd(6), provider.padEnd(6), precision, `batch ${batch}`, `${threads} threads`].join("  ")}` +
        `  ${msPerSlice.toFixed(1).padStart(8)} ms a slice  ${details.join("; ")}\n`,
    );
  }
}

async function measureInNode(model: string): Promise<Measurement> {
  const program = fileURLToPath(new URL("./engine-node-task.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", program, join(models, model), String(slices), String(rounds)],
    { maxBuffer: 2 ** 26 },
  );
  const line = stdout.split("\n").findLast((text) => text.startsWith('{"rounds"'));
  if (line === undefined) throw new Error(`No result of ${model}:\n${stdout}`);
  return JSON.parse(line) as Measurement;
}

async function listModels(): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(models)).sort()) {
    const manifest = await readFile(join(models, name, "manifest.json"), "utf8").catch(() => undefined);
    if (manifest !== undefined && !isTwin(JSON.parse(manifest))) found.push(name);
  }
  return found;
}

/**
 * A network with gates, or of an architecture comparison, is measured like the one without and takes as long again; a prompted
 * one does not segment slices.
 */
function isTwin({ architecture, kind, training }: Partial<Record<string, unknown>>): boolean {
  return architecture === "Attention U-Net" || training !== undefined || kind === "prompted";
}

async function runtimeVersion(): Promise<string> {
  const path = new URL("../../node_modules/onnxruntime-web/package.json", import.meta.url);
  return (JSON.parse(await readFile(path, "utf8")) as { version: string }).version;
}
