import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../src/cli/output-file.ts";
import { type ModelManifest, parseManifest } from "../../src/model/index.ts";
import type { Evaluation } from "./evaluation.ts";
import { belongsTo } from "./pages.ts";

/** Where a model's figures stand. */
const fileName = "evaluation.json";

/** The figures recorded for a model; undefined when there are none, or none of its weights. */
export async function readEvaluation(modelFolder: string): Promise<Evaluation | undefined> {
  const path = join(modelFolder, fileName);
  if (!existsSync(path)) return undefined;
  const evaluation = JSON.parse(await readFile(path, "utf8")) as Evaluation;
  return belongsTo(evaluation, await readManifest(modelFolder)) ? evaluation : undefined;
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
