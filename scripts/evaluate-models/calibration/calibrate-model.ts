import type { Model } from "../../../src/model/index.ts";
import { roundTo } from "../evaluation.ts";
import { weightsOf } from "../model-folder.ts";
import type { Task } from "../tasks.ts";
import type { Calibration } from "./calibration.ts";
import { type CaseReaderOptions, createCaseReader } from "./case-reader.ts";
import { fitTemperatures, type LossCurves, lossCurves } from "./fit-temperatures.ts";
import { addBins, type Bin, calibrationError, emptyBins, sortByProbability } from "./reliability.ts";
import { countWrongSlices, emptyCounts } from "./slice-order.ts";

/**
 * Fits the temperatures of a model on validation cases, and evaluates each patient with those fitted on the others.
 * @throws AutosegError as {@link createCaseReader}.
 */
export async function calibrateModel(
  model: Model,
  task: Task,
  cases: readonly string[],
  options: CaseReaderOptions,
): Promise<Calibration> {
  const { manifest } = model;
  await using reader = createCaseReader(model, task, options);
  const curves: { readonly patient: string; readonly losses: LossCurves }[] = [];
  for (const name of cases)
    curves.push({ patient: task.patientOf(name), losses: lossCurves(await reader.read(name)) });
  const fitWithout = (left?: string): number[] =>
    fitTemperatures(curves.filter(({ patient }) => patient !== left).map(({ losses }) => losses));
  const bins = task.targets.map(() => ({ before: emptyBins(), after: emptyBins() }));
  const review = emptyCounts();
  for (const name of cases) {
    const soft = await reader.read(name);
    const temperatures = fitWithout(soft.patient);
    const one = temperatures.map(() => 1);
    for (const [key, at] of [
      ["before", one],
      ["after", temperatures],
    ] as const)
      for (const [index, sorted] of sortByProbability(soft, task.targets, at).entries())
        addBins(bins[index]![key], sorted);
    countWrongSlices(soft, temperatures, review);
  }
  const fitted = fitWithout();
  // The temperature is rejected if it makes calibration worse for patients it was not fitted on.
  const misleads = (value: number): boolean =>
    task.targets.some(
      ({ values }, index) =>
        values.every((own) => own === value) &&
        calibrationError(bins[index]!.after) > calibrationError(bins[index]!.before),
    );
  return {
    model: manifest.name,
    weights: weightsOf(manifest),
    cases: cases.length,
    patients: new Set(cases.map(task.patientOf)).size,
    temperatures: Object.fromEntries(
      manifest.segments.map(({ value }, index) => [value, misleads(value) ? 1 : roundTo(fitted[index]!, 2)]),
    ),
    reliability: Object.fromEntries(
      task.targets.map(({ key }, index) => [
        key,
        { before: bins[index]!.before.map(rounded), after: bins[index]!.after.map(rounded) },
      ]),
    ),
    review,
    command: "npm run models:evaluate -- --calibrate",
  };
}

function rounded({ voxels, sum, inReference }: Bin): Bin {
  return { voxels, sum: Math.round(sum), inReference };
}
