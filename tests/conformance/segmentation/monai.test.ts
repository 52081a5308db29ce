import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { expectSameLabels, type PredictedCase, predictCases } from "./predicted-cases.ts";

const python = findPython("monai", "ignite", "onnxconverter_common", "torch", "nibabel");

describe.skipIf(python.missing)(
  named("imported bundles against MONAI's evaluator", python.path, python.missing),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-monai-"));
    let cases: readonly PredictedCase[] = [];

    beforeAll(() => {
      cases = predictCases(python.path!, "predict_monai.py", folder);
    }, 900_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    test.each([
      "SegResNet, Gaussian, argmax after inversion",
      "SegResNet, constant, argmax before inversion",
      "DynUNet, constant, argmax after inversion",
      "DynUNet, Gaussian, argmax before inversion",
      "SegResNet of four images as they are",
    ])("the same labels: %s", (name) => expectSameLabels(cases.find((one) => one.name === name)!));
  },
);
