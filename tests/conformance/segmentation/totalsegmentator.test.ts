import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { expectSameLabels, type PredictedCase, predictCases } from "./predicted-cases.ts";

const python = findPython("totalsegmentator", "nnunetv2", "onnxconverter_common", "torch", "nibabel");

describe.skipIf(python.missing)(
  named("imported tasks against TotalSegmentator's own steps", python.path, python.missing),
  () => {
    const folder = mkdtempSync(join(tmpdir(), "autoseg-totalsegmentator-"));
    let cases: readonly PredictedCase[] = [];

    beforeAll(() => {
      cases = predictCases(python.path!, "predict_totalsegmentator.py", folder);
    }, 900_000);

    afterAll(() => rmSync(folder, { recursive: true }));

    test.each(["a task that crops", "one network at 3 mm", "two parts at 1.5 mm"])(
      "the same labels: %s",
      (name) => expectSameLabels(cases.find((one) => one.name === name)!),
    );
  },
);
