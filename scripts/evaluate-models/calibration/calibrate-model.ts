import { AutosegError, throwIfCancelled } from "../../../src/errors.ts";
import { finalOutput, type Model } from "../../../src/model/index.ts";
import { createSegmenter, type Segmenter } from "../../../src/segmentation/index.ts";
import { type EvaluateOptions, runOptions } from "../evaluate-model.ts";
import { roundTo } from "../evaluation.ts";
import { weightsOf } from "../model-folder.ts";
import { assumedVoxelMm, toVolume, withPrecision } from "../run-case.ts";
import { readStripCase } from "../strips.ts";
import type { Task } from "../tasks.ts";
import type { Calibration } from "./calibration.ts";
import { fitTemperatures, type LossCurves, lossCurves } from "./fit-temperatures.ts";
import { KeptCases } from "./kept-cases.ts";
import { addBins, type Bin, emptyBins, sortByProbability } from "./reliability.ts";
import { countWrongSlices, emptyCounts } from "./slice-order.ts";
import { atReadingTemperature, runSoftly, type SoftCase } from "./soft-case.ts";

const calibrateCommand = "npm run models:evaluate -- --calibrate";

export interface CalibrateOptions extends Pick<EvaluateOptions, "dataFolder" | "signal" | "onProgress"> {
  /** Where what the model said of every case is kept. */
  readonly keepFolder: string;
}

/**
 * Fits the temperatures of a model on validation cases, and measures each patient at those that were fitted on the others.
 * @throws AutosegError `invalid-argument` for a model without a softmax in single precision, `cancelled`, and what reading throws.
 */
export async function calibrateModel(
  model: Model,
  task: Task,
  cases: readonly string[],
  options: CalibrateOptions,
): Promise<Calibration> {
  const { manifest } = model;
  const single = withPrecision(model, "float32");
  if (!single || finalOutput(manifest).activation !== "softmax")
    throw new AutosegError(
      "invalid-argument",
      `${manifest.name} cannot be calibrated: that needs a softmax, and weights of single precision.`,
      { argument: "model" },
    );
  const kept = new KeptCases(options.keepFolder, single.manifest);
  let segmenter: Segmenter | undefined;
  const read = async (name: string): Promise<SoftCase> => {
    throwIfCancelled(options.signal);
    const strip = await readStripCase(options.dataFolder, task.strips, name);
    const volume = toVolume(strip, task, strip.spacingMm ?? assumedVoxelMm(manifest, task)!);
    let outputs = await kept.read(name, strip.labels.length);
    if (!outputs) {
      segmenter ??= await createSegmenter(atReadingTemperature(single));
      const values = manifest.segments.map(({ value }) => value);
      outputs = await runSoftly(segmenter, volume, values, runOptions(options, `${manifest.name}: ${name}`));
      await kept.write(name, outputs);
    }
    const { grid } = volume;
    return { name, patient: task.patientOf(name), grid, reference: strip.labels, ...outputs };
  };
  try {
    const curves = new Map<string, { readonly patient: string; readonly losses: LossCurves }>();
    for (const name of cases)
      curves.set(name, { patient: task.patientOf(name), losses: lossCurves(await read(name)) });
    const fitWithout = (left?: string): number[] =>
      fitTemperatures(
        [...curves.values()].filter(({ patient }) => patient !== left).map(({ losses }) => losses),
      );
    const bins = task.targets.map(() => ({ before: emptyBins(), after: emptyBins() }));
    const review = emptyCounts();
    for (const name of cases) {
      const soft = await read(name);
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
    return {
      model: manifest.name,
      weights: weightsOf(manifest),
      cases: cases.length,
      patients: new Set(cases.map(task.patientOf)).size,
      temperatures: Object.fromEntries(
        manifest.segments.map(({ value }, index) => [value, roundTo(fitted[index]!, 2)]),
      ),
      reliability: Object.fromEntries(
        task.targets.map(({ key }, index) => [
          key,
          { before: bins[index]!.before.map(rounded), after: bins[index]!.after.map(rounded) },
        ]),
      ),
      review,
      command: calibrateCommand,
    };
  } finally {
    await segmenter?.[Symbol.asyncDispose]();
  }
}

function rounded({ voxels, sum, inReference }: Bin): Bin {
  return { voxels, sum: Math.round(sum), inReference };
}
