/**
 * `npm run models:evaluate -- --compare`: compares networks that were trained for one task with one budget, as stated by
 * `training` in the manifests of the shipped models and of those in models/comparisons, which have no weights.
 */
import { mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { replaceFile } from "../../../src/cli/output-file.ts";
import { createProgressBar } from "../../../src/cli/terminal.ts";
import { AutosegError, isAutosegError } from "../../../src/errors.ts";
import { loadModel, type Model } from "../../../src/model/index.ts";
import { evaluateModel, readValidationCases } from "../evaluate-model.ts";
import type { Evaluation } from "../evaluation.ts";
import { readEvaluation, readManifest, toJson, writeEvaluation } from "../model-folder.ts";
import { findModels, readArchitecturesPage, readModels, writePages } from "../record.ts";
import { checkDataFolder } from "../strips.ts";
import { type Task, taskOf, tasks } from "../tasks.ts";
import { costsFile, measureCosts, readCosts } from "./costs.ts";
import { comparisonsFolder, foldersIn, weightsOf } from "./networks.ts";
import { shipNetwork } from "./ship.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const usage = `usage: npm run models:evaluate -- --compare [options]

  --nets DIR     model folders that the recipe exported: run those without figures, then measure what all of them cost
  --rounds N     slices that each is timed on (9)
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --dicom DIR    folder with the DICOM series that show nothing to mark (../shared/data/dicom)
  --out DIR      write pictures of each case's worst slices there
  --ship NAME    make this one of them a shipped model, with a card (may be given several times; with --record)
  --record       keep the figures: in models/NAME of a shipped network, else in models/comparisons/NAME, and the pages

Without --nets it prints the comparison of what is recorded.
`;

export async function compareArchitectures(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (!options) {
    process.stderr.write(usage);
    return 2;
  }
  try {
    return await compare(options);
  } catch (error) {
    if (!isAutosegError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function compare(options: Options): Promise<number> {
  if (options.nets !== undefined) {
    const folders = await foldersIn(options.nets);
    if (folders.length === 0) {
      process.stderr.write(`There is no model folder in ${options.nets}.\n`);
      return 2;
    }
    for (const folder of folders) await evaluateNetwork(folder, options);
    const costs = await measureAll(folders, Number(options.rounds));
    if (options.record) {
      for (const name of options.ship ?? []) await ship(join(options.nets, name));
      await record(folders, costs);
    }
  }
  const models = await readModels(root, await findModels(root));
  process.stdout.write(`${await readArchitecturesPage(root, models)}\n`);
  return 0;
}

type Options = NonNullable<ReturnType<typeof parse>>;

/** Runs a network on its task's validation cases and stores the figures next to it, unless they exist. */
async function evaluateNetwork(folder: string, options: Options): Promise<void> {
  if (await readEvaluation(folder)) return;
  const model = await loadModel(folder);
  const task = knownTask(model.manifest.name);
  await writeEvaluation(folder, await run(model, task, await readValidationCases(splitFile, task), options));
}

const splitFile = join(root, "models", "training", "autoseg_training", "split.json");
const shared = join(root, "..", "shared", "data");

function dataFolderOf(options: Options): string {
  const folder = options.data ?? join(shared, "train");
  checkDataFolder(folder);
  return folder;
}

async function run(
  model: Model,
  task: Task,
  cases: readonly string[],
  options: Options,
): Promise<Evaluation> {
  const progress = createProgressBar();
  try {
    return await evaluateModel(model, task, cases, {
      dataFolder: dataFolderOf(options),
      dicomFolder: options.dicom ?? join(shared, "dicom"),
      sampleFolder: join(root, "sample-dicom"),
      withFloat16: true,
      ...(options.out !== undefined && { picturesFolder: options.out }),
      signal: new AbortController().signal,
      onProgress: (stage, done, total) => progress.show(stage, done, total),
      onCase: () => {},
      onNote: (note) => process.stderr.write(`note: ${note}\n`),
    });
  } finally {
    progress.close();
  }
}

/** The task of a network, which its name begins with. */
function knownTask(name: string): Task {
  const task = taskOf(name);
  if (task) return task;
  const known = tasks.map((each) => each.name).join(", ");
  throw new AutosegError("invalid-argument", `"${name}" begins with none of the tasks ${known}.`, {
    argument: "nets",
  });
}

async function ship(folder: string): Promise<void> {
  await shipNetwork(root, folder, knownTask(basename(folder)));
}

async function measureAll(folders: readonly string[], rounds: number) {
  const progress = createProgressBar();
  const costs = await measureCosts(folders, rounds, (round) =>
    progress.show("a slice of each", round, rounds),
  );
  progress.close();
  const manifests = await Promise.all(folders.map(readManifest));
  return Object.fromEntries(manifests.map((manifest, index) => [weightsOf(manifest), costs[index]!]));
}

/** Records manifests and figures, without weights. Costs from other runs of this command are dropped, since machines differ. */
async function record(
  folders: readonly string[],
  costs: Awaited<ReturnType<typeof measureAll>>,
): Promise<void> {
  const shipped = await findModels(root);
  for (const folder of folders) {
    const name = basename(folder);
    const evaluation = (await readEvaluation(folder))!;
    const model = join(root, "models", name);
    if (shipped.includes(name) && weightsOf(await readManifest(model)) === evaluation.weights.float32) {
      await writeEvaluation(model, evaluation);
      continue;
    }
    const kept = join(comparisonsFolder(root), name);
    await mkdir(kept, { recursive: true });
    await replaceFile(join(kept, "manifest.json"), await readFile(join(folder, "manifest.json"), "utf8"));
    await writeEvaluation(kept, evaluation);
  }
  const before = await readCosts(comparisonsFolder(root));
  const same = Object.keys(before).every((weights) => weights in costs);
  if (!same) process.stderr.write("note: costs of networks that were not measured now are dropped.\n");
  await replaceFile(join(comparisonsFolder(root), costsFile), toJson(costs));
  await writePages(root, shipped);
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        compare: { type: "boolean" },
        nets: { type: "string" },
        rounds: { type: "string", default: "9" },
        data: { type: "string" },
        dicom: { type: "string" },
        out: { type: "string" },
        ship: { type: "string", multiple: true },
        record: { type: "boolean" },
      },
    });
    const isCount = /^[1-9]\d*$/.test(values.rounds);
    return isCount && (values.nets !== undefined || !values.record) && (values.record || !values.ship)
      ? values
      : undefined;
  } catch {
    return undefined;
  }
}
