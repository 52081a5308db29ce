import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { diceOf, toMask } from "../../src/agreement/index.ts";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { indexSeries, readSeries } from "../../src/dicom/index.ts";
import { AutosegError } from "../../src/errors.ts";
import { ijkToLps, voxelVolumeMl } from "../../src/geometry/index.ts";
import type { RunOptions, Segmenter } from "../../src/segmentation/index.ts";
import { createVolume, type Volume } from "../../src/volume/index.ts";
import { type NegativeRow, roundTo } from "./evaluation.ts";
import type { NegativeSeries, Task } from "./tasks.ts";

/**
 * The volume of the only series of a modality in a folder.
 * @throws AutosegError `input-not-found`, `no-dicom-images`, `series-not-found` and whatever reading it throws.
 */
export async function readVolume(folder: string, modality: string): Promise<Volume> {
  const files = await findInputFiles([folder]);
  const series = (await indexSeries(files)).find((summary) => summary.modality === modality);
  if (!series) {
    throw new AutosegError("series-not-found", `${folder} holds no series of modality ${modality}.`, {
      seriesInstanceUID: "",
    });
  }
  const { seriesInstanceUID } = series;
  return (await readSeries(files, { seriesInstanceUID })).volume;
}

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

/** The synthetic study of this repository with the mask its generator made. */
export async function readSample(folder: string): Promise<{ volume: Volume; labels: Uint8Array }> {
  const { series, file } = JSON.parse(await readFile(join(folder, "labels.json"), "utf8")) as {
    series: string;
    file: string;
  };
  return {
    volume: await readVolume(join(folder, series), "CT"),
    labels: gunzipSync(await readFile(join(folder, file))),
  };
}

/** Dice by target on the sample study. */
export async function measureSample(
  folder: string,
  task: Task,
  segmenter: Segmenter,
  options: RunOptions,
): Promise<Readonly<Record<string, number | null>>> {
  const { volume, labels } = await readSample(folder);
  const { labelMap } = await segmenter.run(volume, options);
  return Object.fromEntries(
    task.targets.map(({ key, values }) => {
      const dice = diceOf(toMask(labelMap.voxels, volume.grid, values), toMask(labels, volume.grid, values));
      return [key, dice === undefined ? null : roundTo(dice, 4)];
    }),
  );
}
