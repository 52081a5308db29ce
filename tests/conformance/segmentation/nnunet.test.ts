import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel, seriesOf } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

const python = findPython("nnunetv2", "onnxconverter_common", "torch");

interface Case {
  readonly name: string;
  readonly model: string;
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  /** Of each channel. */
  readonly grey: readonly string[];
  readonly labels: string;
}

describe.skipIf(python.missing)(
  named("imported models against nnUNetPredictor", python.path, python.missing),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-nnunet-"));
    let cases: readonly Case[] = [];

    beforeAll(() => {
      const script = join(import.meta.dirname, "predict_nnunet.py");
      const answer = execFileSync(python.path!, [script, folder], {
        maxBuffer: 2 ** 28,
        stdio: ["ignore", "pipe", "ignore"],
      });
      cases = JSON.parse(answer.toString());
    }, 300_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    test.each([
      "volume",
      "long-voxels",
      "smaller-than-the-patch",
      "residual-encoder",
      "slices-regions-folds-mask",
      "several-series",
      "cascade",
      "cascade-of-long-voxels",
    ])("the same labels: %s", async (name) => {
      const { model, size, spacingMm, grey, labels } = cases.find((one) => one.name === name)!;
      const loaded = await loadModel(model);
      const series = seriesOf(loaded.manifest.networks[0]!.input);
      const volumes = grey.map((encoded, channel): Volume => {
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
      await using segmenter = await createSegmenter(loaded);
      const others = Object.fromEntries(
        series.map(({ name }, channel) => [name, volumes[channel]!]).slice(1),
      );
      const { labelMap } = await segmenter.run(volumes[0]!, { series: others });
      const expected = Buffer.from(labels, "base64");
      const foreground = expected.filter((label) => label > 0).length;
      const different = labelMap.voxels.filter((label, at) => label !== expected[at]).length;
      expect(foreground).toBeGreaterThan(100);
      // onnxruntime and PyTorch round a convolution differently; where two classes are equal but for that, so are labels.
      expect(different).toBeLessThanOrEqual(Math.ceil(foreground * 1e-3));
    });
  },
);
