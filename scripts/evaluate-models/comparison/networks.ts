import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelManifest } from "../../../src/model/index.ts";
import type { Evaluation } from "../evaluation.ts";
import { readEvaluation, readManifest } from "../model-folder.ts";
import { type Task, taskOf, tasks } from "../tasks.ts";
import { type Costs, readCosts } from "./costs.ts";

/** Networks that were compared but are not shipped: manifest and figures of each, without weights. */
export const comparisonsFolder = (root: string): string => join(root, "models", "comparisons");

/** One run of training: a network of one architecture from one seed. */
export interface ComparedNetwork {
  readonly manifest: ModelManifest;
  readonly evaluation: Evaluation;
  readonly costs: Costs | undefined;
}

/** Networks of one task that were trained with one budget. */
export interface Comparison {
  readonly task: Task;
  readonly steps: number;
  readonly samples: number;
  readonly networks: readonly ComparedNetwork[];
}

/** Every comparison of two architectures or more that there are figures for. */
export async function readComparisons(root: string): Promise<Comparison[]> {
  const folders = [...(await foldersIn(join(root, "models"))), ...(await foldersIn(comparisonsFolder(root)))];
  const costs = await readCosts(comparisonsFolder(root));
  const groups = new Map<string, { task: Task; networks: ComparedNetwork[] }>();
  for (const folder of folders) {
    const json = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Partial<ModelManifest>;
    const task = taskOf(json.name ?? "");
    if (!json.training || !task) continue;
    const manifest = await readManifest(folder);
    const evaluation = await readEvaluation(folder);
    if (!evaluation) continue;
    const { steps, samples } = json.training;
    const group = groups.get(`${task.name} ${steps} ${samples}`) ?? { task, networks: [] };
    groups.set(`${task.name} ${steps} ${samples}`, group);
    group.networks.push({ manifest, evaluation, costs: costs[weightsOf(manifest)] });
  }
  return [...groups.values()]
    .filter(({ networks }) => new Set(networks.map(({ manifest }) => manifest.architecture)).size > 1)
    .sort((a, b) => tasks.indexOf(a.task) - tasks.indexOf(b.task))
    .map(({ task, networks }) => {
      const { steps, samples } = networks[0]!.manifest.training!;
      return { task, steps, samples, networks };
    });
}

/** Titles of all architectures that the recipe has, in its own order. */
export async function readArchitectures(root: string): Promise<string[]> {
  const path = join(root, "models", "training", "autoseg_training", "networks", "__init__.py");
  const registry = await readFile(path, "utf8");
  return [...registry.matchAll(/": Architecture\("([^"]+)"/g)].map(([, title]) => title!);
}

/** SHA-256 of the weights that a comparison runs. */
export function weightsOf({ networks }: ModelManifest): string {
  return networks[0]!.weights.find(({ precision }) => precision === "float32")!.sha256;
}

/** Model folders within a folder. */
export async function foldersIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).sort();
  return names.map((name) => join(folder, name)).filter((path) => existsSync(join(path, "manifest.json")));
}
