import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { readSeries } from "../../src/dicom/index.ts";
import { loadModel } from "../../src/model/index.ts";
import { expectAgreement } from "../conformance/segmentation/label-agreement.ts";
import type { TrainedCase } from "../conformance/segmentation/trained-case.ts";
import { serveEnginePage } from "../engine-page/serve.ts";
import { useBrowser } from "./browser.ts";
import { expectSameOnWebGpu, withModel } from "./made-models.ts";

const folder = process.env.AUTOSEG_NNUNET_FOLDER;
const list = folder === undefined ? undefined : join(folder, "cases.json");
const isThere = list !== undefined && existsSync(list);
const cases: readonly TrainedCase[] = isThere ? JSON.parse(readFileSync(list, "utf8")) : [];
const why = "no AUTOSEG_NNUNET_FOLDER of tests/conformance/segmentation/nnunet-trained.test.ts";

describe.skipIf(!isThere)(
  `models of nnU-Net's trainer in Chromium${isThere ? "" : ` (skipped: ${why})`}`,
  async () => {
    const browser = await useBrowser({ webgpu: true });
    let served: Awaited<ReturnType<typeof serveEnginePage>>;

    beforeAll(async () => {
      served = await serveEnginePage();
    });

    afterAll(async () => {
      await served?.[Symbol.asyncDispose]();
    });

    test.each(cases.map((one) => [one.name, one] as const))(
      "WebAssembly finds the labels of nnU-Net's predictor: %s",
      { timeout: 1_800_000 },
      async (_, { model, dicom, labels }) => {
        const { manifest } = await loadModel(model);
        const { volume } = await readSeries(await findInputFiles([dicom]));
        const { voxels, ...described } = volume;
        if (!(voxels instanceof Int16Array)) throw new Error("The series has no 16-bit values.");
        const found = await withModel({ browser, url: served.url }, model, voxels, (page) =>
          page.evaluate(async (given) => {
            const { loadModel, createWorkerSegmenter } = window.engine;
            const loaded = await loadModel("/models/made/");
            const values = await (await fetch("/models/made/grey")).arrayBuffer();
            const segmenter = await createWorkerSegmenter(loaded, { device: "wasm" });
            const { labelMap, report } = await segmenter.run({ ...given, voxels: new Int16Array(values) });
            await segmenter[Symbol.asyncDispose]();
            return { provider: report.provider.name, labels: Array.from(labelMap.voxels) };
          }, described),
        );
        expect(found.provider).toBe("wasm");
        expectAgreement(
          Uint8Array.from(found.labels),
          Buffer.from(labels, "base64"),
          manifest.segments.map(({ value }) => value),
        );
      },
    );

    test.each(cases.map((one) => [one.name, one] as const))(
      "WebGPU computes all nodes as WebAssembly does: %s",
      { timeout: 1_800_000 },
      async (_, { model }) => {
        await withModel({ browser, url: served.url }, model, new Int16Array(0), expectSameOnWebGpu);
      },
    );
  },
);
