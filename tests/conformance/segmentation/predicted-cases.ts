import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { loadModel, type Model, seriesOf } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { expectSameSteps, type RecordedSteps } from "./predicted-steps.ts";

/** An imported model, its input images, and the labels that the original program predicts for them. */
export interface PredictedCase {
  readonly name: string;
  readonly model: string;
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  /** For each channel, 16-bit values in base64, columns fastest. */
  readonly grey: readonly string[];
  readonly labels: string;
  /** If they were recorded. */
  readonly steps?: RecordedSteps;
}

/**
 * Runs a script in this folder that creates and imports models, and writes the cases as JSON.
 * @param series folder of a DICOM series, if the script takes one.
 */
export function predictCases<Case = PredictedCase>(
  python: string,
  script: string,
  folder: string,
  series?: string,
): readonly Case[] {
  const more = series === undefined ? [] : [series];
  const answer = execFileSync(python, [join(import.meta.dirname, script), folder, ...more], {
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(answer.toString());
}

/** Runs the imported model and compares its labels with the original program's. */
export async function expectSameLabels({
  model,
  size,
  spacingMm,
  grey,
  labels,
}: PredictedCase): Promise<void> {
  const loaded = await loadModel(model);
  const series = seriesOf(loaded.manifest.networks[0]!.input);
  const volumes = toVolumes(loaded, { size, spacingMm, grey });
  await using segmenter = await createSegmenter(loaded);
  const others = Object.fromEntries(series.map(({ name }, channel) => [name, volumes[channel]!]).slice(1));
  const { labelMap } = await segmenter.run(volumes[0]!, { series: others });
  const expected = Buffer.from(labels, "base64");
  const foreground = expected.filter((label) => label > 0).length;
  const different = labelMap.voxels.filter((label, at) => label !== expected[at]).length;
  expect(foreground).toBeGreaterThan(100);
  // onnxruntime and PyTorch round convolutions differently, so labels may differ where two classes are almost equal.
  expect(different).toBeLessThanOrEqual(Math.ceil(foreground * 1e-3));
}

/** Compares the steps before the labels with nnU-Net's. */
export async function expectSameRecordedSteps({ model, steps, ...given }: PredictedCase): Promise<void> {
  const loaded = await loadModel(model);
  await expectSameSteps({ model: loaded, images: toVolumes(loaded, given) }, steps!);
}

function toVolumes(
  { manifest }: Model,
  { size, spacingMm, grey }: Pick<PredictedCase, "size" | "spacingMm" | "grey">,
): Volume[] {
  const series = seriesOf(manifest.networks[0]!.input);
  return grey.map((encoded, channel): Volume => {
    const bytes = Buffer.from(encoded, "base64");
    return {
      grid: {
        size,
        spacingMm,
        originLps: [0, 0, 0],
        directionsLps: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
      voxels: new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
      unit: "arbitrary",
      modality: series[channel]!.modality,
    };
  });
}
