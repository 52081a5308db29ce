import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadModel } from "../../src/model/index.ts";
import { createSegmenter } from "../../src/segmentation/index.ts";
import type { Volume } from "../../src/volume/index.ts";
import { findPython } from "../conformance/installed.ts";
import { median } from "./engine-rounds.ts";
import { shareOfPipeline } from "./pipeline-share.ts";

const rounds = 5;
const threads = Math.min(availableParallelism(), 2);

/**
 * A whole case, from voxels to labels, with an imported nnU-Net model here and with nnU-Net's own predictor in PyTorch,
 * alternating, on the same number of cores (aim: `nnunetOverOurs` of at least 1), and the share of the pipeline around
 * `session.run` (aim: 5 %). Medians of some rounds, without the first.
 */
export async function benchImport(jsonPath: string | undefined): Promise<void> {
  const python = findPython("nnunetv2", "onnxconverter_common", "torch");
  if (!python.path) throw new Error(`Not measured: ${python.missing}.`);
  const folder = await mkdtemp(join(tmpdir(), "autoseg-bench-import-"));
  const predictor = spawn(
    python.path,
    ["-W", "ignore", join(import.meta.dirname, "nnunet_predictor.py"), folder, `${threads}`],
    { stdio: ["pipe", "pipe", "ignore"] },
  );
  try {
    const lines = createInterface(predictor.stdout)[Symbol.asyncIterator]();
    const next = async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error("nnU-Net's predictor ended: run tests/bench/nnunet_predictor.py to see why.");
      return JSON.parse(value);
    };
    const volume = await readCase(folder, await next());
    const model = await loadModel(join(folder, "model"));
    const taken = { nnunet: [] as number[], native: [] as number[], wasm: [] as number[] };
    const around = { native: [] as number[], wasm: [] as number[] };
    let different = 0;
    for (let round = 0; round <= rounds; round++) {
      predictor.stdin.write("\n");
      const nnunet = (await next()) as number;
      if (round > 0) taken.nnunet.push(nnunet);
      for (const device of ["native", "wasm"] as const) {
        // One segmenter at a time, since threads of another would spin on the same cores.
        await using segmenter = await createSegmenter(model, {
          device: device === "native" ? "auto" : device,
          threads,
        });
        const startMs = performance.now();
        const { labelMap, report } = await segmenter.run(volume);
        const ms = performance.now() - startMs;
        if (device === "native") different = await countDifferent(folder, labelMap.voxels);
        if (round === 0) continue;
        taken[device].push(ms);
        around[device].push(1 - report.timingsMs.compute / ms);
      }
      process.stderr.write(`round ${round} of ${rounds}\n`);
    }
    const found = {
      machine: {
        cpu: cpus()[0]?.model,
        cores: cpus().length,
        memoryMb: Math.round(totalmem() / 2 ** 20),
        node: process.version,
      },
      threads,
      differentVoxels: different,
      milliseconds: {
        nnunet: Math.round(median(taken.nnunet)),
        native: Math.round(median(taken.native)),
        wasm: Math.round(median(taken.wasm)),
      },
      ratios: { nnunetOverOurs: round2(median(taken.nnunet) / median(taken.native)) },
      aroundSessionRun: { native: round2(median(around.native)), wasm: round2(median(around.wasm)) },
      pipelineOfProcessorTime: round2(await shareOfPipeline(model, volume, threads)),
    };
    const json = `${JSON.stringify(found, null, 2)}\n`;
    if (jsonPath === undefined) process.stdout.write(json);
    else await writeFile(jsonPath, json);
  } finally {
    predictor.stdin.end();
    if (predictor.exitCode === null) await once(predictor, "exit");
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCase(
  folder: string,
  { size, spacingMm }: Pick<Volume["grid"], "size" | "spacingMm">,
): Promise<Volume> {
  const bytes = await readFile(join(folder, "grey.i16"));
  return {
    grid: {
      size,
      spacingMm,
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    voxels: new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    unit: "HU",
    modality: "CT",
  };
}

async function countDifferent(folder: string, labels: Uint8Array): Promise<number> {
  const expected = await readFile(join(folder, "labels.u8"));
  return labels.reduce((count, label, at) => count + Number(label !== expected[at]), 0);
}

function round2(value: number): number {
  return Math.round(value * 1000) / 1000;
}
