import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../src/cli/output-file.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import { readRecord, toJson } from "../model-folder.ts";
import type { Bin } from "./reliability.ts";
import type { OrderCounts } from "./slice-order.ts";

/** How well a model's probabilities mean what they say, as `models/NAME/calibration.json` keeps it. */
export interface Calibration {
  readonly model: string;
  /** SHA-256 of the weights, by precision. */
  readonly weights: Readonly<Record<string, string>>;
  readonly cases: number;
  readonly patients: number;
  /** By the value of the segment, fitted on all validation patients: what the manifest has. */
  readonly temperatures: Readonly<Record<string, number>>;
  /** By target: at temperatures of 1, and each patient at those fitted on the others. */
  readonly reliability: Readonly<
    Record<string, { readonly before: readonly Bin[]; readonly after: readonly Bin[] }>
  >;
  readonly review: OrderCounts;
  readonly command: string;
}

const fileName = "calibration.json";

/** The calibration recorded for a model; undefined if there is none for its present weights. */
export async function readCalibration(modelFolder: string): Promise<Calibration | undefined> {
  return readRecord<Calibration>(join(modelFolder, fileName));
}

/** Keeps a calibration beside the model, and its temperatures in the manifest. */
export async function writeCalibration(modelFolder: string, calibration: Calibration): Promise<void> {
  await replaceFile(join(modelFolder, fileName), toJson(calibration));
  const path = join(modelFolder, "manifest.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as Pick<ModelManifest, "segments">;
  const segments = manifest.segments.map(({ temperature: _, ...segment }) => ({
    ...segment,
    temperature: calibration.temperatures[segment.value],
  }));
  await replaceFile(path, `${JSON.stringify({ ...manifest, segments }, null, 2)}\n`);
}
