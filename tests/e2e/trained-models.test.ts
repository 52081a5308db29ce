import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { readSeries } from "../../src/dicom/index.ts";
import { loadModel } from "../../src/model/index.ts";
import { expectAgreement } from "../conformance/segmentation/label-agreement.ts";
import type { TrainedCase } from "../conformance/segmentation/trained-case.ts";
import type {} from "../engine-page/page.ts";
import { serveEnginePage } from "../engine-page/serve.ts";
import { useBrowser } from "./browser.ts";
import { waitForGlobal } from "./wait-for-global.ts";

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

    /** Runs `work` in a page that finds the model under /models/trained/, and the series as 16-bit values under /models/trained/grey. */
    async function inPage<Result>(
      model: string,
      grey: Int16Array,
      work: (page: Page) => Promise<Result>,
    ): Promise<Result> {
      const context = await browser.newContext();
      try {
        await context.route("**/models/trained/*", (route) => {
          const name = new URL(route.request().url()).pathname.split("/").at(-1)!;
          const body =
            name === "grey"
              ? Buffer.from(grey.buffer, grey.byteOffset, grey.byteLength)
              : readFileSync(join(model, name));
          return route.fulfill({ body });
        });
        const page = await context.newPage();
        page.setDefaultTimeout(0);
        await page.goto(served.url);
        await waitForGlobal(page, "engine");
        await page.evaluate(() => window.engine.setFaults({}));
        return await work(page);
      } finally {
        await context.close();
      }
    }

    test.each(cases.map((one) => [one.name, one] as const))(
      "WebAssembly finds the labels of nnU-Net's predictor: %s",
      { timeout: 1_800_000 },
      async (_, { model, dicom, labels }) => {
        const { manifest } = await loadModel(model);
        const { volume } = await readSeries(await findInputFiles([dicom]));
        const { voxels, ...described } = volume;
        if (!(voxels instanceof Int16Array)) throw new Error("The series has no 16-bit values.");
        const found = await inPage(model, voxels, (page) =>
          page.evaluate(async (given) => {
            const { loadModel, createWorkerSegmenter } = window.engine;
            const loaded = await loadModel("/models/trained/");
            const values = await (await fetch("/models/trained/grey")).arrayBuffer();
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
        const found = await inPage(model, new Int16Array(0), (page) =>
          page.evaluate(async () => {
            const { loadModel, createBackend, createReferenceInput } = window.engine;
            const loaded = await loadModel("/models/trained/");
            const wasm = await createBackend(loaded, { device: "wasm" });
            const gpu = await createBackend(loaded, { device: "webgpu", acceptSoftwareAdapter: true });
            let [largest, scale] = [0, 0];
            for (const network of loaded.manifest.networks) {
              const request = { graph: network.name, units: [createReferenceInput(network)] };
              const expected = (await wasm.run(request)).units[0]!.output!;
              const own = (await gpu.run(request)).units[0]!.output!;
              for (const [at, value] of expected.entries()) {
                largest = Math.max(largest, Math.abs(value - own[at]!));
                scale = Math.max(scale, Math.abs(value));
              }
            }
            const { name, nodesOnCpu } = gpu.provider;
            await wasm[Symbol.asyncDispose]();
            await gpu[Symbol.asyncDispose]();
            return { name, nodesOnCpu, part: largest / scale };
          }),
        );
        expect(found).toMatchObject({ name: "webgpu", nodesOnCpu: [] });
        expect(found.part).toBeLessThanOrEqual(1e-4);
      },
    );
  },
);
