import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { partOfGrid } from "../../src/geometry/index.ts";
import { loadModel } from "../../src/model/index.ts";
import { createSegmenter, type RunResult, type Segmenter } from "../../src/segmentation/index.ts";
import type { Volume } from "../../src/volume/index.ts";
import { wholeBody } from "./whole-body.ts";

const root = join(import.meta.dirname, "..", "..");
const slices = 600;

/**
 * The cost of a whole-body CT of 600 slices for a model that searches for the liver, compared with the slices that show a liver
 * (aim: 1.3 times): number of slices run, and CPU time in the same process.
 */
export async function benchSearch(jsonPath: string | undefined): Promise<void> {
  const data = join(root, "..", "shared", "data");
  if (!existsSync(join(data, "dicom"))) {
    process.stderr.write(`There is no whole body to search: the series to join are expected in ${data}.\n`);
    return;
  }
  await using segmenter = await createSegmenter(await loadModel(join(root, "models", "ct-liver-tumour")));
  const found: object[] = [];
  for (const sliceMm of [1.5, 3]) {
    const row = await measure(segmenter, await wholeBody(data, slices, sliceMm), sliceMm);
    process.stderr.write(`${JSON.stringify(row)}\n`);
    found.push(row);
  }
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  };
  const json = `${JSON.stringify({ machine, slices, found }, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

async function measure(segmenter: Segmenter, volume: Volume, sliceMm: number) {
  const searched = await timed(() => segmenter.run(volume));
  const [first, last] = labelledSlices(searched.result);
  const liver = await timed(() => segmenter.run(cut(volume, first, last), { allSlices: true }));
  const { slicesRun } = searched.result.report.search!;
  const shown = last - first + 1;
  return {
    sliceMm,
    slicesWithLiver: shown,
    slicesRun,
    ratioOfSlices: round(slicesRun / shown),
    ratioOfTime: round(searched.seconds / liver.seconds),
    seconds: { search: round(searched.seconds), liverAlone: round(liver.seconds) },
  };
}

/** Also returns seconds of CPU time. */
async function timed(run: () => Promise<RunResult>) {
  const start = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(start);
  return { result, seconds: (user + system) / 1e6 };
}

/** The first and the last slice with labels. */
function labelledSlices({ labelMap: { grid, voxels } }: RunResult): [first: number, last: number] {
  const pixels = grid.size[0] * grid.size[1];
  const first = voxels.findIndex((label) => label !== 0);
  const last = voxels.findLastIndex((label) => label !== 0);
  return [Math.floor(first / pixels), Math.floor(last / pixels)];
}

function cut(volume: Volume, first: number, last: number): Volume {
  const [columns, rows] = volume.grid.size;
  return {
    ...volume,
    grid: partOfGrid(volume.grid, [0, 0, first], [columns, rows, last - first + 1]),
    voxels: volume.voxels.slice(first * columns * rows, (last + 1) * columns * rows),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
