import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFile } from "../../src/cli/output-file.ts";
import { type ModelManifest, parseManifest } from "../../src/model/index.ts";
import type { Evaluation } from "./evaluation.ts";
import { belongsTo } from "./pages.ts";

/** Where a model's figures stand. */
const fileName = "evaluation.json";

/** The figures recorded for a model; undefined if there are none for its present weights. */
export async function readEvaluation(modelFolder: string): Promise<Evaluation | undefined> {
  return readRecord<Evaluation>(join(modelFolder, fileName), belongsTo);
}

/**
 * A record in a file of a model folder.
 * @param isCurrent whether it was made for the model as it is now; by default, for its present weights.
 * @returns undefined if there is no record, or an outdated one.
 */
export async function readRecord<Kept extends { readonly weights: Readonly<Record<string, string>> }>(
  path: string,
  isCurrent: (record: Kept, manifest: ModelManifest) => boolean = hasWeightsOf,
): Promise<Kept | undefined> {
  if (!existsSync(path)) return undefined;
  const record = JSON.parse(await readFile(path, "utf8")) as Kept;
  return isCurrent(record, await readManifest(dirname(path))) ? record : undefined;
}

function hasWeightsOf(
  { weights }: { readonly weights: Readonly<Record<string, string>> },
  manifest: ModelManifest,
): boolean {
  return JSON.stringify(weights) === JSON.stringify(weightsOf(manifest));
}

/** Keeps a model's figures beside it. */
export async function writeEvaluation(modelFolder: string, evaluation: Evaluation): Promise<void> {
  await replaceFile(join(modelFolder, fileName), toJson(evaluation));
}

/** The manifest of a model folder, with or without its weights. */
export async function readManifest(modelFolder: string) {
  const path = join(modelFolder, "manifest.json");
  return parseManifest(JSON.parse(await readFile(path, "utf8")), path);
}

/** SHA-256 of a model's weights, by precision. */
export function weightsOf({ networks }: ModelManifest): Readonly<Record<string, string>> {
  return Object.fromEntries(
    networks.flatMap(({ weights }) => weights.map(({ precision, sha256 }) => [precision, sha256])),
  );
}

/** JSON with one line a case or list of numbers: a file that a person can still read. */
export function toJson(value: object): string {
  const flat = /\{[^{}[\]]*\}|\[[^{}[\]]*\]/g;
  let text = JSON.stringify(value, null, 2);
  text = text.replace(flat, (part) => {
    const line = part.replace(/\s*\n\s*/g, " ");
    return line.length <= 160 ? line : part;
  });
  return `${text}\n`;
}
