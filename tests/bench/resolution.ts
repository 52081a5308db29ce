import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { compareLabels } from "../unit/segmentation/high-resolution/compare-labels.ts";
import { labelTiledAndWhole } from "../unit/segmentation/high-resolution/tiled-and-whole.ts";
import { runResolution } from "./run-resolution.ts";

const model = join(import.meta.dirname, "..", "..", "models", "ct-liver-tumour");
/** Input size of the shipped network: the field of view of one study. */
const tile = 256;

/**
 * Large slices and long series with the network of ct-liver-tumour: compares labels of tiles with those of the whole slice, and
 * measures the peak memory of a process, of which voxels and labels are a known part.
 */
export async function benchResolution(jsonPath: string | undefined): Promise<void> {
  const tiles: Record<string, object> = {};
  for (const side of [1024, 2048]) {
    for (const overlap of [0.25, 0.5]) {
      const name = `${side} x ${side}, overlap ${overlap}`;
      const { whole, tiled } = await labelTiledAndWhole({
        model,
        side,
        cell: tile,
        tile,
        overlap,
        slices: 1,
      });
      tiles[name] = { tiles: tiled.units, ...compareLabels(whole.voxels, tiled.voxels, [side, side]) };
      process.stderr.write(`${name}: ${JSON.stringify(tiles[name])}\n`);
    }
  }
  const memory: Record<string, object> = {};
  const series = [
    ["1024 x 1024 x 4 in tiles", [1024, 4], { cell: tile, tile }],
    ["2048 x 2048 x 2 in tiles", [2048, 2], { cell: tile, tile }],
    ["2048 x 2048 x 24", [2048, 24], { cell: 2048 }],
    ["512 x 512 x 2000", [512, 2000], { cell: 512 }],
  ] as const;
  for (const [name, size, seen] of series) {
    const { peakMb, volumeMb, labelsMb, units, cpuSeconds } = await runResolution(model, size, seen);
    memory[name] = { peakMb, volumeMb, labelsMb, restMb: peakMb - volumeMb - labelsMb, units, cpuSeconds };
    process.stderr.write(`${name}: ${JSON.stringify(memory[name])}\n`);
  }
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  };
  const json = `${JSON.stringify({ machine, tiles, memory }, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}
