import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../src/cli/output-file.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import { type CaseRow, contractOf } from "../evaluation.ts";
import { readManifest, toJson, weightsOf } from "../model-folder.ts";
import type { CrfCandidate } from "./candidates.ts";

/** What a dense CRF behind a model changes, as `models/NAME/crf.json` keeps it. */
export interface CrfFigures {
  readonly model: string;
  /** SHA-256 of the weights, by precision. */
  readonly weights: Readonly<Record<string, string>>;
  /** Of the model as it is shipped, and the temperatures of its segments: what the CRF goes by. */
  readonly contract: string;
  readonly temperatures: readonly number[];
  /** Cases of training patients, and mean Dice on them without the CRF and with each candidate of its parameters. */
  readonly search: {
    readonly cases: readonly string[];
    readonly without: number;
    readonly withEach: readonly (CrfCandidate & { readonly dice: number })[];
  };
  /** The best of the candidates. */
  readonly parameters: CrfCandidate;
  /** The validation cases without and with the CRF. */
  readonly before: readonly CaseRow[];
  readonly after: readonly CaseRow[];
  readonly command: string;
}

const fileName = "crf.json";

/** What is recorded for a model; undefined when there is nothing, or nothing of it as it is now. */
export async function readCrf(modelFolder: string): Promise<CrfFigures | undefined> {
  const path = join(modelFolder, fileName);
  if (!existsSync(path)) return undefined;
  const figures = JSON.parse(await readFile(path, "utf8")) as CrfFigures;
  const manifest = await readManifest(modelFolder);
  const isOf = ({
    weights,
    contract,
    temperatures,
  }: Pick<CrfFigures, "weights" | "contract" | "temperatures">) =>
    JSON.stringify([weights, contract, temperatures]);
  const now = {
    weights: weightsOf(manifest),
    contract: contractOf(manifest),
    temperatures: temperaturesOf(manifest),
  };
  return isOf(figures) === isOf(now) ? figures : undefined;
}

export async function writeCrf(modelFolder: string, figures: CrfFigures): Promise<void> {
  await replaceFile(join(modelFolder, fileName), toJson(figures));
}

export function temperaturesOf({ segments }: ModelManifest): number[] {
  return segments.map(({ temperature = 1 }) => temperature);
}
