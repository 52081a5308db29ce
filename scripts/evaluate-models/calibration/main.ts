/**
 * `npm run models:evaluate -- --calibrate`: fits the temperatures that calibrate a model's probabilities, and evaluates the
 * calibration on patients used neither for training nor for the fit.
 */
import { join } from "node:path";
import { runWithCases } from "../with-cases.ts";
import { calibrateModel } from "./calibrate-model.ts";
import { writeCalibration } from "./calibration.ts";
import { calibrationTable, reviewTable } from "./tables.ts";

const usage = `usage: npm run models:evaluate -- --calibrate [options]

  --model NAME   only this model (may be given several times)
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --keep DIR     keep there what the model says of every case, and read it where it is there already
  --record       write the temperatures into the manifest, and the figures beside the model and into the pages
`;

export function calibrateModels(args: readonly string[]): Promise<number> {
  return runWithCases(args, {
    flag: "--calibrate",
    usage,
    async run(model, task, cases, options) {
      const calibration = await calibrateModel(model, task, cases, options);
      return {
        text: `${calibrationTable(task, [calibration])}\n\n${reviewTable([calibration])}`,
        record: (root) => writeCalibration(join(root, "models", model.manifest.name), calibration),
      };
    },
  });
}
