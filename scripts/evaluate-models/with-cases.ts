import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadModel, type Model } from "../../src/model/index.ts";
import type { CaseReaderOptions } from "./calibration/case-reader.ts";
import { readValidationCases } from "./evaluate-model.ts";
import { findModels, writePages } from "./record.ts";
import { checkDataFolder } from "./strips.ts";
import { type Task, taskOf } from "./tasks.ts";
import { withProgress } from "./with-progress.ts";

const root = join(import.meta.dirname, "..", "..");

/** What a command does with a model and its validation cases. */
export interface CaseCommand {
  /** The option that chooses it among the commands of the program. */
  readonly flag: string;
  readonly usage: string;
  /** Names of the models that it is for, among those that have a task. */
  isFor?(task: Task): boolean;
  /** @returns what is recorded, in a step of its own. */
  run(
    model: Model,
    task: Task,
    cases: readonly string[],
    options: CaseReaderOptions,
  ): Promise<{ readonly text: string; record(root: string): Promise<void> }>;
}

/** Runs a command on what models say of their validation cases, which may be kept. @returns an exit code. */
export async function runWithCases(args: readonly string[], command: CaseCommand): Promise<number> {
  const options = parse(args, command.flag);
  const all = await findModels(root);
  const known = all.filter((name) => command.isFor?.(taskOf(name)!) ?? true);
  const unknown = options?.model?.find((name) => !known.includes(name));
  if (!options || unknown !== undefined) {
    const why = unknown === undefined ? "" : `"${unknown}" is none of ${known.join(", ")}.\n`;
    process.stderr.write(`${why}${command.usage}`);
    return 2;
  }
  const temporary = options.keep === undefined ? await mkdtemp(join(tmpdir(), "autoseg-")) : undefined;
  try {
    return await withProgress(async (progress, signal) => {
      const dataFolder = options.data ?? join(root, "..", "shared", "data", "train");
      checkDataFolder(dataFolder);
      const splitFile = join(root, "models", "training", "autoseg_training", "split.json");
      for (const name of options.model ?? known) {
        const task = taskOf(name)!;
        const cases = await readValidationCases(splitFile, task);
        const { text, record } = await command.run(await loadModel(join(root, "models", name)), task, cases, {
          dataFolder,
          keepFolder: options.keep ?? temporary!,
          signal,
          onProgress: (stage, done, total) => progress.show(stage, done, total),
        });
        progress.close();
        process.stdout.write(`${text}\n\n`);
        if (options.record) await record(root);
      }
      if (options.record) await writePages(root, all);
      return 0;
    });
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true });
  }
}

function parse(args: readonly string[], flag: string) {
  try {
    return parseArgs({
      args: args.filter((arg) => arg !== flag),
      options: {
        model: { type: "string", multiple: true },
        data: { type: "string" },
        keep: { type: "string" },
        record: { type: "boolean" },
      },
    }).values;
  } catch {
    return undefined;
  }
}
