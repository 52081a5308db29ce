import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import {
  expectSameLabels,
  expectSameRecordedSteps,
  type PredictedCase,
  predictCases,
} from "./predicted-cases.ts";

const python = findPython("nnunetv2", "onnxconverter_common", "torch");

describe.skipIf(python.missing)(
  named("imported models against nnUNetPredictor", python.path, python.missing),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-nnunet-"));
    let cases: readonly PredictedCase[] = [];

    beforeAll(() => {
      cases = predictCases(python.path!, "predict_nnunet.py", folder);
    }, 900_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    const alone = [
      "volume",
      "long-voxels",
      "smaller-than-the-patch",
      "residual-encoder",
      "slices-regions-folds-mask",
      "many-classes-folds",
      "several-series",
    ];
    test.each([...alone, "cascade", "cascade-of-long-voxels"])("the same labels: %s", (name) =>
      expectSameLabels(cases.find((one) => one.name === name)!),
    );

    test.each(alone)("the same steps: %s", (name) =>
      expectSameRecordedSteps(cases.find((one) => one.name === name)!),
    );
  },
);
