import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { diceOf } from "../../src/metrics/index.ts";
import { toMask } from "../../src/regions/index.ts";
import type { Volume } from "../../src/volume/index.ts";
import { roundTo } from "./evaluation.ts";
import { readVolume } from "./read-volume.ts";
import type { StripCase } from "./strips.ts";
import type { Task } from "./tasks.ts";

/** The synthetic study of this repository with the mask its generator made. */
export interface Sample {
  readonly volume: Volume;
  readonly labels: Uint8Array;
}

export async function readSample(folder: string): Promise<Sample> {
  const { series, file } = JSON.parse(await readFile(join(folder, "labels.json"), "utf8")) as {
    series: string;
    file: string;
  };
  return {
    volume: await readVolume(join(folder, series), "CT"),
    labels: gunzipSync(await readFile(join(folder, file))),
  };
}

/** The sample with the labels that the task has for what the generator made; 0 where the task has none. */
export function withLabelsOf({ sampleValues = {} }: Task, { volume, labels }: Sample): Sample {
  return { volume, labels: Uint8Array.from(labels, (value) => sampleValues[value] ?? 0) };
}

/** Dice of what was found in the sample study, by each target that the generator makes. */
export function measureSample(
  { volume, labels }: Sample,
  found: Uint8Array,
  task: Task,
): Readonly<Record<string, number | null>> {
  const made = new Set(Object.values(task.sampleValues ?? {}));
  return Object.fromEntries(
    task.targets
      .filter(({ values }) => values.some((value) => made.has(value)))
      .map(({ key, values }) => {
        const dice = diceOf(toMask(found, volume.grid, values), toMask(labels, volume.grid, values));
        return [key, dice === undefined ? null : roundTo(dice, 4)];
      }),
  );
}

/** Black and white of the pictures, in Hounsfield units. */
const [blackHu, whiteHu] = [-100, 200];

/** The sample study as a case that a picture can be drawn of. */
export function toStrip(name: string, { volume, labels }: Sample): StripCase {
  const grey = Uint8Array.from(volume.voxels, (hu) =>
    Math.min(Math.max((255 * (hu - blackHu)) / (whiteHu - blackHu), 0), 255),
  );
  return { name, size: volume.grid.size, grey, labels };
}
