import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../src/cli/output-file.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import { readRecord, toJson } from "../model-folder.ts";
import type { Bin } from "./reliability.ts";
import type { OrderCounts } from "./slice-order.ts";

/** Calibration of a model's probabilities, as stored in `models/NAME/calibration.json`. */
export interface Calibration {
  readonly model: string;
  /** SHA-256 of the weights, by precision. */
  readonly weights: Readonly<Record<string, string>>;
  readonly cases: number;
  readonly patients: number;
  /** By segment value, fitted on all validation patients, as in the manifest. */
  readonly temperatures: Readonly<Record<string, number>>;
  /** By target: at temperature 1, and for each patient at the temperatures fitted on the others. */
  readonly reliability: Readonly<
    Record<string, { readonly before: readonly Bin[]; readonly after: readonly Bin[] }>
  >;
  readonly review: OrderCounts;
  readonly command: string;
}

const fileName = "calibration.json";

/** The calibration recorded for a model; undefined if there is none for its current weights. */
export async function readCalibration(modelFolder: string): Promise<Calibration | undefined> {
  return readRecord<Calibration>(join(modelFolder, fileName));
}

/** Writes a calibration next to the model, and its temperatures to the manifest. */
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
