import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createBackend, createReferenceInput } from "../../../src/inference/index.ts";
import { loadModel, toGraphs } from "../../../src/model/index.ts";
import { roundTo } from "../evaluation.ts";

/** Cost of a slice on one thread of the machine that measured it. */
export interface Costs {
  /** Milliseconds of CPU time in onnxruntime-node and in WebAssembly: the minimum of the rounds. */
  readonly nativeMs: number;
  readonly wasmMs: number;
  /** Peak memory of a Node process that runs one slice natively, including Node and the runtime. */
  readonly peakMb: number;
}

export const costsFile = "costs.json";

/** Measured costs by the SHA-256 of the weights; none where none are recorded. */
export async function readCosts(folder: string): Promise<Readonly<Record<string, Costs>>> {
  const path = join(folder, costsFile);
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : {};
}

/**
 * The costs of models, in their order. In every round each model runs one slice on each backend, one after the other, so that
 * other load affects all of them. CPU time excludes waiting for other jobs, but not their effect on caches.
 */
export async function measureCosts(
  folders: readonly string[],
  rounds: number,
  onRound: (round: number) => void,
): Promise<Costs[]> {
  const opened: AsyncDisposable[] = [];
  try {
    return await measureOpened(folders, rounds, onRound, opened);
  } finally {
    for (const backend of opened) await backend[Symbol.asyncDispose]();
  }
}

/** Adds every backend that it opens to `opened`. */
async function measureOpened(
  folders: readonly string[],
  rounds: number,
  onRound: (round: number) => void,
  opened: AsyncDisposable[],
): Promise<Costs[]> {
  const runs: { readonly ms: number[]; run(): Promise<unknown> }[][] = [];
  for (const folder of folders) {
    const model = await loadModel(folder);
    const graph = toGraphs(model.manifest)[0]!;
    const units = [createReferenceInput(graph)];
    const ofModel = [];
    for (const device of ["auto", "wasm"] as const) {
      const backend = await createBackend(model, { device, threads: 1 });
      opened.push(backend);
      const run = () => backend.run({ graph: graph.name, units });
      await run();
      ofModel.push({ ms: [], run });
    }
    runs.push(ofModel);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { ms, run } of runs.flat()) {
      const start = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(start);
      ms.push((user + system) / 1000);
    }
    onRound(round + 1);
  }
  const found: Costs[] = [];
  for (const [index, folder] of folders.entries()) {
    const [nativeMs, wasmMs] = runs[index]!.map(({ ms }) => roundTo(Math.min(...ms), 1));
    found.push({ nativeMs: nativeMs!, wasmMs: wasmMs!, peakMb: await measurePeak(folder) });
  }
  return found;
}

async function measurePeak(folder: string): Promise<number> {
  const program = fileURLToPath(new URL("./memory-task.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", program, folder]);
  return Number(stdout);
}
