import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../src/cli/output-file.ts";
import { readCalibration } from "./calibration/calibration.ts";
import { readArchitectures, readComparisons } from "./comparison/networks.ts";
import { architecturesPage } from "./comparison/page.ts";
import { readCrf } from "./crf/recorded-crf.ts";
import { readFailures } from "./failures/recorded-failures.ts";
import { readEvaluation, readManifest } from "./model-folder.ts";
import { cardFigures, type EvaluatedModel, modelsPage, replaceFigures, toEvidence } from "./pages.ts";
import { taskOf } from "./tasks.ts";

/** A page with the block of figures that it should have. */
export interface Page {
  readonly path: string;
  /** As it is, and as the recorded figures say it should be. */
  readonly found: string;
  readonly expected: string;
}

/** Names of the shipped models that have a task here. */
export async function findModels(root: string): Promise<string[]> {
  const names = await readdir(join(root, "models"));
  const isModel = (name: string) => taskOf(name) && existsSync(join(root, "models", name, "manifest.json"));
  return names.filter(isModel).sort();
}

/** Makes everything that is made from the recorded figures: the manifests' evidence, the cards, docs/models.md and docs/architectures.md. */
export async function writePages(root: string, modelNames: readonly string[]): Promise<void> {
  for (const name of modelNames) await writeEvidence(join(root, "models", name));
  for (const { path, found, expected } of await readPages(root, modelNames))
    if (found !== expected) await replaceFile(path, expected);
}

/** Puts the short form of the recorded figures into the manifest, unless it is there. */
async function writeEvidence(modelFolder: string): Promise<void> {
  const evaluation = await readEvaluation(modelFolder);
  if (!evaluation) return;
  const path = join(modelFolder, "manifest.json");
  // The file as it is now: the recipe's export writes it too.
  const manifest = JSON.parse(await readFile(path, "utf8")) as { evidence?: unknown };
  const evidence = toEvidence(taskOf(evaluation.model)!, evaluation);
  if (JSON.stringify(manifest.evidence) === JSON.stringify(evidence)) return;
  await replaceFile(path, `${JSON.stringify({ ...manifest, evidence }, null, 2)}\n`);
}

/** docs/models.md, docs/architectures.md and the cards of the models, as they are and as the recorded figures say. */
export async function readPages(root: string, modelNames: readonly string[]): Promise<Page[]> {
  const models = await readModels(root, modelNames);
  const pages: Page[] = [];
  const addPage = async (path: string, figures: string) => {
    const found = await readFile(path, "utf8");
    pages.push({ path, found, expected: replaceFigures(found, figures, path) });
  };
  for (const model of models)
    await addPage(join(root, "models", model.manifest.name, "README.md"), cardFigures(model));
  await addPage(join(root, "docs", "models.md"), modelsPage(models));
  await addPage(join(root, "docs", "architectures.md"), await readArchitecturesPage(root, models));
  return pages;
}

/** The models of these names with everything that is recorded for them. */
export async function readModels(root: string, modelNames: readonly string[]): Promise<EvaluatedModel[]> {
  const models: EvaluatedModel[] = [];
  for (const name of modelNames) {
    const folder = join(root, "models", name);
    models.push({
      manifest: await readManifest(folder),
      evaluation: await readEvaluation(folder),
      calibration: await readCalibration(folder),
      failures: await readFailures(folder),
      crf: await readCrf(folder),
    });
  }
  return models;
}

/** The generated part of docs/architectures.md. */
export async function readArchitecturesPage(
  root: string,
  models: readonly EvaluatedModel[],
): Promise<string> {
  const crfs = models.flatMap(({ manifest, crf }) => (crf ? { manifest, figures: crf } : []));
  return architecturesPage(await readComparisons(root), await readArchitectures(root), crfs);
}
