import { AutosegError, throwIfCancelled } from "../../../src/errors.ts";
import { finalOutput, type Model } from "../../../src/model/index.ts";
import { createSegmenter, type Segmenter } from "../../../src/segmentation/index.ts";
import { type EvaluateOptions, runOptions } from "../evaluate-model.ts";
import { assumedVoxelMm, toVolume, withPrecision } from "../run-case.ts";
import { readStripCase } from "../strips.ts";
import type { Task } from "../tasks.ts";
import { KeptCases } from "./kept-cases.ts";
import { atReadingTemperature, runSoftly, type SoftCase } from "./soft-case.ts";

export interface CaseReaderOptions extends Pick<EvaluateOptions, "dataFolder" | "signal" | "onProgress"> {
  /** Where the model's outputs for every case are cached. */
  readonly keepFolder: string;
}

/** Cases with a model's outputs, read from the cache if possible, otherwise computed and cached. */
export interface CaseReader extends AsyncDisposable {
  read(name: string): Promise<SoftCase>;
}

/** @throws AutosegError `invalid-argument` for a model without a softmax in single precision; reading: `cancelled` and what running throws. */
export function createCaseReader(model: Model, task: Task, options: CaseReaderOptions): CaseReader {
  const { manifest } = model;
  const single = withPrecision(model, "float32");
  if (!single || finalOutput(manifest).activation !== "softmax")
    throw new AutosegError(
      "invalid-argument",
      `${manifest.name} cannot be calibrated: that needs a softmax, and weights of single precision.`,
      { argument: "model" },
    );
  const kept = new KeptCases(options.keepFolder, single.manifest);
  const values = manifest.segments.map(({ value }) => value);
  let segmenter: Segmenter | undefined;
  return {
    async read(name) {
      throwIfCancelled(options.signal);
      const strip = await readStripCase(options.dataFolder, task.strips, name);
      const volume = toVolume(strip, task, strip.spacingMm ?? assumedVoxelMm(manifest, task)!);
      let outputs = await kept.read(name, strip.labels.length);
      if (!outputs) {
        segmenter ??= await createSegmenter(atReadingTemperature(single));
        outputs = await runSoftly(
          segmenter,
          volume,
          values,
          runOptions(options, `${manifest.name}: ${name}`),
        );
        await kept.write(name, outputs);
      }
      return {
        name,
        patient: task.patientOf(name),
        grid: volume.grid,
        reference: strip.labels,
        ...outputs,
      };
    },
    async [Symbol.asyncDispose]() {
      await segmenter?.[Symbol.asyncDispose]();
    },
  };
}
