import type { FallbackBackend } from "../../src/inference/index.ts";
import { loadModel, toItemLength } from "../../src/model/index.ts";
import { createRunQueue } from "../../src/segmentation/run/segmenter.ts";
import type { Volume } from "../../src/volume/index.ts";

/*
 * One run of a model on a synthetic CT of 512 x 512 x 400 voxels, in a process of its own: prints the peak memory in
 * megabytes above that of the volume, and the CPU time. Memory inside a network is excluded: it is replaced by arrays of the
 * size of its outputs.
 */
const size = [512, 512, 400] as const;
const voxels = new Int16Array(size[0] * size[1] * size[2]);
for (let k = 0, at = 0; k < size[2]; k++) {
  for (let j = 0; j < size[1]; j++) {
    for (let i = 0; i < size[0]; i++, at++) {
      const isBody = Math.hypot(i - 256, j - 256) < 200;
      voxels[at] = isBody ? 40 + 100 * Math.sin(i / 20) * Math.sin(j / 25) * Math.sin(k / 18) : -1000;
    }
  }
}
const volume: Volume = {
  grid: {
    size,
    spacingMm: [0.75, 0.75, 1.5],
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  voxels,
  unit: "HU",
  modality: "CT",
};
const model = await loadModel(process.argv[2]!);
const lengths = new Map(model.manifest.networks.map(({ name, output }) => [name, toItemLength(output)]));
let runs = 0;
const backend: FallbackBackend = {
  provider: {
    name: "cpu",
    label: "arrays",
    reason: "no network is measured",
    precision: "float32",
    threads: 1,
    batch: 1,
    graphCapture: false,
    nodesOnCpu: [],
    weightsFromCache: false,
    coldStartMs: { runtime: 0, weights: 0, session: 0, firstRun: 0, tuning: 0 },
  },
  depth: 1,
  refused: [],
  restarts: 0,
  async run({ graph }) {
    runs++;
    const output = new Float32Array(lengths.get(graph)!);
    for (let at = 0; at < output.length; at++) output[at] = (((at >> 14) * 7 + runs) % 11) - 5;
    return { units: [{ output }], computeMs: 0 };
  },
  interrupt: async () => undefined,
  async [Symbol.asyncDispose]() {},
};
const before = { bytes: process.memoryUsage().rss, cpu: process.cpuUsage() };
const { report } = await createRunQueue(model, backend).add(volume, {});
const { user, system } = process.cpuUsage(before.cpu);
process.stdout.write(
  JSON.stringify({
    aboveMb: Math.round((1024 * process.resourceUsage().maxRSS - before.bytes) / 2 ** 20),
    patches: report.units,
    cpuS: Math.round((user + system) / 1e6),
  }),
);
