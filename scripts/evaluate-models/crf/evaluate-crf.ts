import { AutosegError, throwIfCancelled } from "../../../src/errors.ts";
import { finalOutput, type Model } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { type EvaluateOptions, runOptions } from "../evaluate-model.ts";
import { type CaseRow, contractOf, roundTo } from "../evaluation.ts";
import { weightsOf } from "../model-folder.ts";
import { withPrecision } from "../run-case.ts";
import { readCaseNames, readStripCase } from "../strips.ts";
import { summarizeMeanDice } from "../summary.ts";
import type { Task } from "../tasks.ts";
import { type CrfCandidate, crfCandidates, trainingCases, withCrf } from "./candidates.ts";
import { decideCase, measureWith, withoutPostprocessing } from "./decided-case.ts";
import { type CrfFigures, temperaturesOf } from "./recorded-crf.ts";

/** Training patients whose cases the parameters are chosen on. */
const patientsSearched = 6;

/**
 * Chooses the dense CRF's parameters for a model on training patients, and runs the validation cases with them.
 * @throws AutosegError `invalid-argument` for a model without a softmax in single precision; and what running throws.
 */
export async function evaluateCrf(
  model: Model,
  task: Task,
  validation: readonly string[],
  options: Pick<EvaluateOptions, "dataFolder" | "signal" | "onProgress">,
): Promise<CrfFigures> {
  const single = withPrecision(model, "float32");
  const { manifest } = model;
  if (!single || finalOutput(manifest).activation !== "softmax")
    throw new AutosegError(
      "invalid-argument",
      `${manifest.name} cannot be refined: that needs a softmax, and weights of single precision.`,
      { argument: "model" },
    );
  await using segmenter = await createSegmenter(withoutPostprocessing(single));
  const run = async (cases: readonly string[], candidates: readonly (CrfCandidate | undefined)[]) => {
    const manifests = candidates.map((candidate) => (candidate ? withCrf(manifest, candidate) : manifest));
    const rows: CaseRow[][] = candidates.map(() => []);
    for (const name of cases) {
      throwIfCancelled(options.signal);
      const strip = await readStripCase(options.dataFolder, task.strips, name);
      const shown = runOptions(options, `${manifest.name}: ${name}`);
      const decided = await decideCase(segmenter, strip, { manifest, task }, shown);
      for (const [index, each] of manifests.entries()) rows[index]!.push(measureWith(decided, each, task));
    }
    return rows;
  };
  const names = await readCaseNames(options.dataFolder, task.strips);
  const { patientOf } = task;
  const cases = trainingCases(names, validation, { count: patientsSearched, patientOf });
  const [without, ...withEach] = (await run(cases, [undefined, ...crfCandidates])).map((rows) =>
    roundTo(summarizeMeanDice(rows).mean, 4),
  );
  const best = crfCandidates[withEach.indexOf(Math.max(...withEach))]!;
  const [before, after] = await run(validation, [undefined, best]);
  return {
    model: manifest.name,
    weights: weightsOf(manifest),
    contract: contractOf(manifest),
    temperatures: temperaturesOf(manifest),
    search: {
      cases,
      without: without!,
      withEach: withEach.map((dice, n) => ({ ...crfCandidates[n]!, dice })),
    },
    parameters: best,
    before: before!,
    after: after!,
    command: "npm run models:evaluate -- --crf",
  };
}
