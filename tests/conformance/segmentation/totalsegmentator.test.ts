import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { voxelVolumeMl } from "../../../src/geometry/index.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { expectAgreement } from "./label-agreement.ts";
import { expectSameLabels, type PredictedCase, predictCases } from "./predicted-cases.ts";

const script = "predict_totalsegmentator.py";
const python = findPython(
  ...(["totalsegmentator", "nnunetv2", "onnxconverter_common", "torch", "nibabel", "SimpleITK"] as const),
);

describe.skipIf(python.missing)(
  named("imported tasks against TotalSegmentator's own steps", python.path, python.missing),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-totalsegmentator-"));
    let cases: readonly PredictedCase[] = [];

    beforeAll(() => {
      cases = predictCases(python.path!, script, folder);
    }, 900_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    test.each(["a task that crops", "one network at 3 mm", "two parts at 1.5 mm"])(
      "the same labels: %s",
      (name) => expectSameLabels(cases.find((one) => one.name === name)!),
    );
  },
);

/** A real CT; not part of this repository. */
const series = join(
  import.meta.dirname,
  ...["..", "..", "..", "..", "shared", "data", "dicom", "ct-abdomen"],
);
const missing = python.missing ?? (existsSync(series) ? undefined : "no ../shared/data/dicom/ct-abdomen");

describe.skipIf(missing)(
  named("imported tasks of a real CT against TotalSegmentator's own steps", python.path, missing),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-totalsegmentator-ct-"));
    /** `labels`: a file with a byte for each voxel, columns fastest. */
    let cases: readonly { readonly name: string; readonly model: string; readonly labels: string }[] = [];

    beforeAll(() => {
      cases = predictCases(python.path!, script, folder, series);
    }, 1_800_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    test.each([
      ["one network at 3 mm", 3],
      ["five parts at 1.5 mm", 1.5],
    ] as const)("the same labels: %s", { timeout: 1_800_000 }, async (name, spacingMm) => {
      const { model, labels } = cases.find((one) => one.name === name)!;
      const loaded = await loadModel(model);
      const { volume } = await readSeries(await findInputFiles([series]));
      await using segmenter = await createSegmenter(loaded);
      const { voxels } = (await segmenter.run(volume)).labelMap;
      const values = loaded.manifest.segments.map(({ value }) => value);
      const perModelVoxel = spacingMm ** 3 / (1000 * voxelVolumeMl(volume.grid));
      expectAgreement(voxels, readFileSync(labels), values, perModelVoxel);
    });
  },
);
