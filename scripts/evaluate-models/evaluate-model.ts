import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AutosegError, throwIfCancelled } from "../../src/errors.ts";
import type { Model } from "../../src/model/index.ts";
import { createSegmenter, type Segmenter } from "../../src/segmentation/index.ts";
import { type CaseRow, contractOf, type Evaluation, type NegativeRow } from "./evaluation.ts";
import { weightsOf } from "./model-folder.ts";
import { measureNegative } from "./negatives.ts";
import { writeCasePicture } from "./pictures.ts";
import { assumedVoxelMm, measureCase, misfit, segmentCase, toVolume, withPrecision } from "./run-case.ts";
import { measureSample, readSample, toStrip, withLabelsOf } from "./sample.ts";
import { readStripCase, type StripCase } from "./strips.ts";
import type { Task } from "./tasks.ts";

/** The command that makes an evaluation, as tables and manifests name it. */
export const evaluateCommand = "npm run models:evaluate";

/** Half precision is compared on cases of so many slices or fewer: it differs by rounding, which no long case shows better. */
const mostFloat16Slices = 64;

export interface EvaluateOptions {
  /** The training data's folder, the folder of DICOM studies, and that of the sample study. */
  readonly dataFolder: string;
  readonly dicomFolder: string;
  readonly sampleFolder: string;
  /** Whether cases of few slices are run with the weights of half precision as well, where the model has them. */
  readonly withFloat16: boolean;
  /** Where pictures of every case go; none are made without it. */
  readonly picturesFolder?: string;
  readonly signal: AbortSignal;
  /** Called with what is being done and how much of it. */
  onProgress(stage: string, done: number, total: number): void;
  /** Called with every case as it is done. */
  onCase(modelName: string, row: CaseRow): void;
  /** Called with a sentence about what is left out. */
  onNote(note: string): void;
}

/** The validation cases of a task: never trained on. */
export async function readValidationCases(splitFile: string, task: Task): Promise<readonly string[]> {
  const split = JSON.parse(await readFile(splitFile, "utf8")) as Record<
    string,
    { validation: string[] } | undefined
  >;
  const cases = split[task.name]?.validation ?? [];
  if (cases.length > 0) return cases;
  throw new AutosegError("input-not-found", `${splitFile} names no validation cases of ${task.name}.`, {
    path: splitFile,
  });
}

/**
 * Runs a shipped model on cases kept out of its training and on series that show nothing of its task, through the same
 * steps as a user's series.
 * @throws AutosegError `invalid-argument` for a model that does not fit its task, `cancelled`, and what reading throws.
 */
export async function evaluateModel(
  model: Model,
  task: Task,
  cases: readonly string[],
  options: EvaluateOptions,
): Promise<Evaluation> {
  const { manifest } = model;
  const wrong = misfit(manifest, task);
  const single = withPrecision(model, "float32");
  const half = options.withFloat16 ? withPrecision(model, "float16") : undefined;
  if (wrong !== undefined || !single)
    throw new AutosegError("invalid-argument", wrong ?? `${manifest.name} has no single-precision weights.`, {
      argument: "model",
    });
  await using float32 = await createSegmenter(single);
  await using float16 = half && (await createSegmenter(half));
  const assumed = assumedVoxelMm(manifest, task);
  const draw = async (...picture: [StripCase, Uint8Array, Readonly<Record<string, number | null>>]) => {
    if (options.picturesFolder !== undefined)
      await writeCasePicture(join(options.picturesFolder, manifest.name), ...picture, task);
  };
  const rows: CaseRow[] = [];
  for (const [index, name] of cases.entries()) {
    throwIfCancelled(options.signal);
    const strip = await readStripCase(options.dataFolder, task.strips, name);
    const voxelMm = strip.spacingMm ?? assumed;
    if (!voxelMm)
      throw new AutosegError(
        "invalid-geometry",
        `The index gives no spacingMm for ${name}, and its task assumes none.`,
        {},
      );
    const volume = toVolume(strip, task, voxelMm);
    const labels = await segmentCase(
      volume,
      { float32, float16: strip.size[2] <= mostFloat16Slices ? float16 : undefined },
      runOptions(options, `${manifest.name}: ${name} (${index + 1} of ${cases.length})`),
    );
    const row = measureCase(strip, labels, task, voxelMm);
    rows.push(row);
    options.onCase(manifest.name, row);
    await draw(
      strip,
      labels.float32,
      mapValues(row.targets, ({ dice }) => dice),
    );
  }
  return {
    model: manifest.name,
    version: manifest.version,
    task: task.name,
    weights: weightsOf(manifest),
    contract: contractOf(manifest),
    ...(assumed && { assumedVoxelMm: assumed }),
    cases: rows,
    negatives: await evaluateNegatives(manifest.name, task, float32, options),
    ...(task.sampleValues && {
      sample: await evaluateSample(manifest.name, task, float32, options, draw),
    }),
    command: evaluateCommand,
  };
}

async function evaluateNegatives(
  modelName: string,
  task: Task,
  segmenter: Segmenter,
  options: EvaluateOptions,
): Promise<NegativeRow[]> {
  const rows: NegativeRow[] = [];
  for (const negative of task.negatives) {
    throwIfCancelled(options.signal);
    if (!existsSync(join(options.dicomFolder, negative.folder))) {
      options.onNote(
        `${negative.name} is left out: there is no ${join(options.dicomFolder, negative.folder)}.`,
      );
      continue;
    }
    const stage = `${modelName}: ${negative.name}`;
    rows.push(
      await measureNegative(options.dicomFolder, negative, task, segmenter, runOptions(options, stage)),
    );
  }
  return rows;
}

async function evaluateSample(
  modelName: string,
  task: Task,
  segmenter: Segmenter,
  options: EvaluateOptions,
  draw: (
    sample: StripCase,
    labels: Uint8Array,
    dice: Readonly<Record<string, number | null>>,
  ) => Promise<void>,
): Promise<Readonly<Record<string, number | null>>> {
  const sample = withLabelsOf(task, await readSample(options.sampleFolder));
  const { labelMap } = await segmenter.run(sample.volume, runOptions(options, `${modelName}: sample study`));
  const dice = measureSample(sample, labelMap.voxels, task);
  await draw(toStrip("sample-study", sample), labelMap.voxels, dice);
  return dice;
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** What a run tells, as progress of a stage. */
export function runOptions(
  { signal, onProgress }: Pick<EvaluateOptions, "signal" | "onProgress">,
  stage: string,
) {
  return {
    signal,
    onProgress: ({ slicesDone, slicesTotal }: { slicesDone: number; slicesTotal: number }) =>
      onProgress(stage, slicesDone, slicesTotal),
  };
}
