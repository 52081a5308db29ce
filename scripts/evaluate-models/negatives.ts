import { join } from "node:path";
import { ijkToLps, voxelVolumeMl } from "../../src/geometry/index.ts";
import type { RunOptions, Segmenter } from "../../src/segmentation/index.ts";
import { createVolume, type Volume } from "../../src/volume/index.ts";
import { type NegativeRow, roundTo } from "./evaluation.ts";
import { readVolume } from "./read-volume.ts";
import type { NegativeSeries, Task } from "./tasks.ts";

/** What a model marks in a series that shows nothing of its task. */
export async function measureNegative(
  folder: string,
  { name, folder: below, modality, shows, aboveZMm }: NegativeSeries,
  task: Task,
  segmenter: Segmenter,
  options: RunOptions,
): Promise<NegativeRow> {
  const whole = await readVolume(join(folder, below), modality);
  const volume = aboveZMm === undefined ? whole : cutBelow(whole, aboveZMm);
  const { labelMap } = await segmenter.run(volume, options);
  const voxelMl = voxelVolumeMl(volume.grid);
  const foundMl = task.targets.map(({ key, values }) => {
    const marked = labelMap.voxels.reduce((sum, label) => sum + (values.includes(label) ? 1 : 0), 0);
    return [key, roundTo(marked * voxelMl, 1)];
  });
  return { series: name, shows, slices: volume.grid.size[2], foundMl: Object.fromEntries(foundMl) };
}

/** The slices whose centre lies at `zMm` (LPS) or higher; the grid's k axis is the axial one. */
function cutBelow({ grid, voxels, ...rest }: Volume, zMm: number): Volume {
  const [columns, rows, slices] = grid.size;
  const isKept = (k: number) => ijkToLps(grid, [(columns - 1) / 2, (rows - 1) / 2, k])[2] >= zMm;
  const kept = Array.from({ length: slices }, (_, k) => k).filter(isKept);
  const [first, last] = [kept[0]!, kept.at(-1)!];
  return createVolume({
    ...rest,
    grid: { ...grid, size: [columns, rows, kept.length], originLps: ijkToLps(grid, [0, 0, first]) },
    voxels: voxels.slice(first * columns * rows, (last + 1) * columns * rows),
  });
}
