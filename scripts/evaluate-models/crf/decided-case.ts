import type { Model, ModelManifest } from "../../../src/model/index.ts";
import {
  createPostprocess,
  KeptProbabilities,
  type RunOptions,
  type Segmenter,
} from "../../../src/segmentation/index.ts";
import type { GridSlice, Volume } from "../../../src/volume/index.ts";
import { atOnce } from "../../../src/workers/index.ts";
import type { CaseRow } from "../evaluation.ts";
import { assumedVoxelMm, measureCase, toVolume } from "../run-case.ts";
import type { StripCase } from "../strips.ts";
import type { Task } from "../tasks.ts";

/** A case as the network left it, so that any postprocessing can be tried on it without running it again. */
export interface DecidedCase {
  readonly strip: StripCase;
  readonly volume: Volume;
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly probabilities: KeptProbabilities;
  readonly sliceAxis: 0 | 1 | 2;
}

/** The model without any postprocessing: what {@link decideCase} needs a segmenter of. */
export function withoutPostprocessing(model: Model): Model {
  return { ...model, manifest: { ...model.manifest, postprocessing: [] } };
}

/** @param segmenter of a model {@link withoutPostprocessing}. */
export async function decideCase(
  segmenter: Segmenter,
  strip: StripCase,
  { manifest, task }: { readonly manifest: ModelManifest; readonly task: Task },
  options: RunOptions,
): Promise<DecidedCase> {
  const volume = toVolume(strip, task, strip.spacingMm ?? assumedVoxelMm(manifest, task)!);
  const slices: GridSlice[] = [];
  const { labelMap } = await segmenter.run(volume, {
    ...options,
    probabilities: { segments: "all", entropy: false },
    onSlice: (slice) => slices.push(slice),
  });
  const { sliceAxis } = slices[0]!;
  const probabilities = new KeptProbabilities(volume.grid, sliceAxis);
  for (const slice of slices) probabilities.add(slice);
  return { strip, volume, labels: labelMap.voxels.slice(), probabilities, sliceAxis };
}

/** What a case measures after the postprocessing of a manifest. */
export function measureWith(
  { strip, volume, labels, probabilities, sliceAxis }: DecidedCase,
  manifest: ModelManifest,
  task: Task,
): CaseRow {
  const voxels = labels.slice();
  atOnce(createPostprocess(volume, manifest, sliceAxis)(voxels, probabilities));
  return measureCase(strip, { float32: voxels, float16: undefined }, task, volume.grid.spacingMm);
}
