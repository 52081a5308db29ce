/**
 * `npm run models:evaluate`: every shipped model on cases that were kept out of its training, through the shipped ONNX
 * files and the steps of the library. Exit codes: 0 done, 1 failed or, with --check, a recorded figure is not true, 2
 * called wrongly, 130 interrupted.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { replaceFile } from "../../src/cli/output-file.ts";
import { loadModel } from "../../src/model/index.ts";
import { calibrateModels } from "./calibration/main.ts";
import { findDifferences } from "./compare.ts";
import { compareArchitectures } from "./comparison/main.ts";
import { evaluateCrfs } from "./crf/main.ts";
import { type EvaluateOptions, evaluateModel, readValidationCases } from "./evaluate-model.ts";
import type { Evaluation } from "./evaluation.ts";
import { showFailures } from "./failures/main.ts";
import { readEvaluation, writeEvaluation } from "./model-folder.ts";
import { evaluatePromptedModels } from "./prompted/main.ts";
import { findModels, readPages, writePages } from "./record.ts";
import { checkDataFolder } from "./strips.ts";
import { summarizeTarget } from "./summary.ts";
import { estimate } from "./tables.ts";
import { taskOf } from "./tasks.ts";
import { withProgress } from "./with-progress.ts";

const root = join(import.meta.dirname, "..", "..");
const usage = `usage: npm run models:evaluate -- [options]

  --model NAME   only this model (may be given several times)
  --case NAME    only this validation case (may be given several times; nothing is recorded or checked)
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --dicom DIR    folder with the DICOM series that show nothing to mark (../shared/data/dicom)
  --fp32-only    leave the weights of half precision out; nothing is then said of them
  --out DIR      write pictures of each case's worst slices there
  --json FILE    write every figure there
  --record       write the figures beside the models, into their manifests, cards and docs/models.md
  --check        fail if the recorded figures, or the pages made from them, are not what is found now
  --pages        make evidence, cards and docs/models.md from the recorded figures, and run nothing
  --calibrate    temperatures of the segments, and how well probabilities mean what they say (other options: --calibrate --help)
  --crf          what a dense CRF behind models changes (other options: --crf --help)
  --failures     pictures of where models agree least with the reference (other options: --failures --help)
  --compare      architectures that were trained alike, side by side (other options: --compare --help)
  --prompted     the model that outlines what a user points at, by a simulated user (other options: --prompted --help)
`;

interface Options extends EvaluateOptions {
  readonly modelNames: readonly string[];
  readonly onlyCases: readonly string[];
  readonly jsonPath: string | undefined;
  readonly mode: "show" | "record" | "check";
}

async function main(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if (!parsed) {
    process.stderr.write(usage);
    return 2;
  }
  const known = await findModels(root);
  const unknown = parsed.model?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no model "${unknown}" to evaluate. Choose from ${known.join(", ")}.\n`);
    return 2;
  }
  if (parsed.pages) {
    await writePages(root, known);
    return 0;
  }
  return withProgress(async (progress, signal) => {
    const shared = join(root, "..", "shared", "data");
    const dataFolder = parsed.data ?? join(shared, "train");
    checkDataFolder(dataFolder);
    return await evaluateAll(known, {
      modelNames: parsed.model ?? known,
      onlyCases: parsed.case ?? [],
      jsonPath: parsed.json,
      mode: parsed.record ? "record" : parsed.check ? "check" : "show",
      dataFolder,
      dicomFolder: parsed.dicom ?? join(shared, "dicom"),
      withFloat16: !parsed["fp32-only"],
      sampleFolder: join(root, "sample-dicom"),
      ...(parsed.out !== undefined && { picturesFolder: parsed.out }),
      signal,
      onProgress: (stage, done, total) => progress.show(stage, done, total),
      onCase: (modelName, row) => {
        progress.close();
        const figures = Object.entries(row.targets).map(
          ([key, { dice }]) => `${key} ${dice?.toFixed(3) ?? "none"}`,
        );
        process.stdout.write(`${modelName}: ${row.case}: Dice of ${figures.join(", ")}\n`);
      },
      onNote: (note) => process.stderr.write(`note: ${note}\n`),
    });
  });
}

async function evaluateAll(known: readonly string[], options: Options): Promise<number> {
  const evaluations: Evaluation[] = [];
  const differences: string[] = [];
  for (const name of options.modelNames) {
    const folder = join(root, "models", name);
    const task = taskOf(name)!;
    const splitFile = join(root, "models", "training", "autoseg_training", "split.json");
    const all = await readValidationCases(splitFile, task);
    const cases = options.onlyCases.length > 0 ? all.filter((each) => options.onlyCases.includes(each)) : all;
    if (cases.length === 0) continue;
    const evaluation = await evaluateModel(await loadModel(folder), task, cases, options);
    evaluations.push(evaluation);
    const figures = task.targets.map(({ key, label }) => {
      const dice = summarizeTarget(evaluation.cases, key)?.dice;
      return `${label} ${dice ? estimate(dice) : "–"}`;
    });
    process.stdout.write(`${name}: mean Dice of ${figures.join(", ")}\n`);
    if (options.mode === "record") await writeEvaluation(folder, evaluation);
    if (options.mode === "check")
      differences.push(...findDifferences(await readEvaluation(folder), evaluation));
  }
  if (options.jsonPath !== undefined)
    await replaceFile(options.jsonPath, `${JSON.stringify(evaluations, null, 2)}\n`);
  if (options.mode === "record") await writePages(root, known);
  if (options.mode !== "check") return 0;
  for (const { path, found, expected } of await readPages(root, known))
    if (found !== expected) differences.push(`${path} differs from the recorded figures.`);
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  process.stdout.write(differences.length === 0 ? "Every recorded figure was reproduced.\n" : "");
  return differences.length === 0 ? 0 : 1;
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        model: { type: "string", multiple: true },
        case: { type: "string", multiple: true },
        data: { type: "string" },
        dicom: { type: "string" },
        "fp32-only": { type: "boolean" },
        out: { type: "string" },
        json: { type: "string" },
        record: { type: "boolean" },
        check: { type: "boolean" },
        pages: { type: "boolean" },
      },
    });
    const modes = [values.record, values.check, values.pages].filter(Boolean).length;
    return modes > 1 || (modes > 0 && values.case) ? undefined : values;
  } catch {
    return undefined;
  }
}

const args = process.argv.slice(2);
const commands = {
  "--calibrate": calibrateModels,
  "--failures": showFailures,
  "--prompted": evaluatePromptedModels,
  "--compare": compareArchitectures,
  "--crf": evaluateCrfs,
};
const command = Object.entries(commands).find(([flag]) => args.includes(flag))?.[1] ?? main;
process.exitCode = await command(args);
