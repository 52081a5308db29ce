/**
 * `npm run models:evaluate -- --calibrate`: the temperatures at which a model's probabilities mean what they say, and how well they
 * do, on patients kept out of training and of the fit.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createProgressBar } from "../../../src/cli/terminal.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { loadModel } from "../../../src/model/index.ts";
import { readValidationCases } from "../evaluate-model.ts";
import { findModels, writePages } from "../record.ts";
import { checkDataFolder } from "../strips.ts";
import { taskOf } from "../tasks.ts";
import { calibrateModel } from "./calibrate-model.ts";
import { writeCalibration } from "./calibration.ts";
import { calibrationTable, reviewTable } from "./tables.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const usage = `usage: npm run models:evaluate -- --calibrate [options]

  --model NAME   only this model (may be given several times)
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --keep DIR     keep there what the model says of every case, and read it where it is there already
  --record       write the temperatures into the manifest, and the figures beside the model and into the pages
`;

export async function calibrateModels(args: readonly string[]): Promise<number> {
  const options = parse(args);
  const known = await findModels(root);
  const unknown = options?.model?.find((name) => !known.includes(name));
  if (!options || unknown !== undefined) {
    const why = unknown === undefined ? "" : `There is no model "${unknown}" to calibrate. `;
    process.stderr.write(`${why}${usage}`);
    return 2;
  }
  const progress = createProgressBar();
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  const temporary = options.keep === undefined ? await mkdtemp(join(tmpdir(), "autoseg-")) : undefined;
  try {
    const dataFolder = options.data ?? join(root, "..", "shared", "data", "train");
    checkDataFolder(dataFolder);
    for (const name of options.model ?? known) {
      const folder = join(root, "models", name);
      const task = taskOf(name)!;
      const splitFile = join(root, "models", "training", "autoseg_training", "split.json");
      const cases = await readValidationCases(splitFile, task);
      const calibration = await calibrateModel(await loadModel(folder), task, cases, {
        dataFolder,
        keepFolder: options.keep ?? temporary!,
        signal: controller.signal,
        onProgress: (stage, done, total) => progress.show(stage, done, total),
      });
      progress.close();
      process.stdout.write(`${calibrationTable(task, [calibration])}\n\n${reviewTable([calibration])}\n\n`);
      if (options.record) await writeCalibration(folder, calibration);
    }
    if (options.record) await writePages(root, known);
    return 0;
  } catch (error) {
    progress.close();
    if (isAutosegError(error, "cancelled")) return 130;
    if (!isAutosegError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    progress.close();
    if (temporary !== undefined) await rm(temporary, { recursive: true });
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        calibrate: { type: "boolean" },
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
