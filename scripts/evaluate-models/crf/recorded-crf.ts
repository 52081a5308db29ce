import { join } from "node:path";
import { replaceFile } from "../../../src/cli/output-file.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import { type CaseRow, contractOf } from "../evaluation.ts";
import { readRecord, toJson, weightsOf } from "../model-folder.ts";
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

/** What is recorded for a model; undefined if there is nothing for the model as it is now. */
export async function readCrf(modelFolder: string): Promise<CrfFigures | undefined> {
  return readRecord<CrfFigures>(join(modelFolder, fileName), isOf);
}

/** Whether weights, contract and temperatures are still those of the model. */
function isOf({ weights, contract, temperatures }: CrfFigures, manifest: ModelManifest): boolean {
  const now = [weightsOf(manifest), contractOf(manifest), temperaturesOf(manifest)];
  return JSON.stringify([weights, contract, temperatures]) === JSON.stringify(now);
}

export async function writeCrf(modelFolder: string, figures: CrfFigures): Promise<void> {
  await replaceFile(join(modelFolder, fileName), toJson(figures));
}

export function temperaturesOf({ segments }: ModelManifest): number[] {
  return segments.map(({ temperature = 1 }) => temperature);
}
