import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { named } from "../conformance/dicom-seg/programs.ts";
import { findPython } from "../conformance/installed.ts";
import { type PredictedCase, predictCases } from "../conformance/segmentation/predicted-cases.ts";
import { serveEnginePage } from "../engine-page/serve.ts";
import { useBrowser } from "./browser.ts";
import { expectSameOnWebGpu, withModel } from "./made-models.ts";

const python = findPython("monai", "onnxconverter_common", "torch", "nibabel");

describe.skipIf(python.missing)(
  named("imported bundles of MONAI in Chromium", python.path, python.missing),
  async () => {
    const browser = await useBrowser({ webgpu: true });
    const folder = mkdtempSync(join(tmpdir(), "autoseg-monai-"));
    let served: Awaited<ReturnType<typeof serveEnginePage>>;
    let cases: readonly PredictedCase[] = [];

    beforeAll(async () => {
      served = await serveEnginePage();
      cases = predictCases(python.path!, "predict_monai.py", folder);
    }, 900_000);

    afterAll(async () => {
      await served?.[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    });

    test.each([
      "SegResNet, Gaussian, argmax after inversion",
      "DynUNet, constant, argmax after inversion",
      "SegResNet of four images as they are",
    ])("WebGPU computes all nodes as WebAssembly does: %s", { timeout: 900_000 }, async (name) => {
      const { model } = cases.find((one) => one.name === name)!;
      await withModel({ browser, url: served.url }, model, new Int16Array(0), expectSameOnWebGpu);
    });
  },
);
