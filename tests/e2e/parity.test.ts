import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSegmenter } from "../../src/segmentation/index.ts";
import { bundleWorkers } from "../../src/viewer/server/bundle-workers.ts";
import { securityHeaders } from "../../src/viewer/server/security-headers.ts";
import { createConfig } from "../../vite.config.ts";
import { findPython } from "../conformance/installed.ts";
import { fromBase64, toBase64 } from "../conformance/parity/base64.ts";
import {
  allowedPartOf,
  compareOutputs,
  createInputs,
  headModel,
  importedModels,
  loadSingleGraph,
  runInNode,
  shippedModels,
  tinyModel,
} from "../conformance/parity/parity.ts";
import { createSmallPhantom } from "../conformance/parity/small-phantom.ts";
import { expectAgreement } from "../conformance/segmentation/label-agreement.ts";
import { useBrowser } from "./browser.ts";
import { uncompressed } from "./uncompressed.ts";
import { waitForGlobal } from "./wait-for-global.ts";

const slow = process.env.AUTOSEG_SLOW_TESTS === "1";
const outDir = mkdtempSync(join(tmpdir(), "autoseg-parity-"));
let server: PreviewServer;
const browser = await useBrowser({ webgpu: true });

beforeAll(async () => {
  const shared = { configFile: false, logLevel: "error" } as const;
  await build({
    ...shared,
    root: join(import.meta.dirname, "parity-page"),
    base: "./",
    plugins: [bundleWorkers()],
    worker: createConfig().worker!,
    build: { target: "es2022", outDir, emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: false },
  });
  server = await preview({
    ...shared,
    root: outDir,
    plugins: [securityHeaders(), uncompressed()],
    build: { outDir },
    preview: { ...createConfig().preview, host: "127.0.0.1", port: 0 },
  });
});

afterAll(async () => {
  await server?.close();
  rmSync(outDir, { recursive: true, force: true });
});

/** A page that runs the models of these folders, by the folder's name. */
async function openPage(...folders: readonly string[]): Promise<Page> {
  const page = await browser.newPage();
  await page.route("**/models/**", (route) => {
    const [name, file] = new URL(route.request().url()).pathname.split("/").slice(-2);
    const path = join(folders.find((folder) => basename(folder) === name)!, file!);
    return route.fulfill({
      contentType: path.endsWith(".json") ? "application/json" : "application/octet-stream",
      body: readFileSync(path),
    });
  });
  await page.goto(server.resolvedUrls!.local[0]!);
  await waitForGlobal(page, "runModel");
  return page;
}

const providers = { wasm: /^WebAssembly/, webgpu: /^WebGPU/ } as const;

/** Holds a model in the browser against the same in onnxruntime-node. */
async function expectSame(page: Page, folder: string, device: keyof typeof providers): Promise<void> {
  const { model, graph } = await loadSingleGraph(folder);
  const inputs = await createInputs(graph, 1);
  const answer = await page.evaluate(([model, on, texts]) => globalThis.runModel(model, on, texts), [
    `models/${basename(folder)}/`,
    device,
    inputs.map(toBase64),
  ] as const);
  expect(answer.provider).toMatch(providers[device]);
  expect(answer.nodesOnCpu).toEqual([]);
  const expected = await runInNode(model, graph, inputs, "auto");
  const { largest, scale, otherLabelsBeyondTies } = compareOutputs(
    graph,
    answer.outputs.map(fromBase64),
    expected,
  );
  expect(largest).toBeLessThanOrEqual(allowedPartOf(model) * scale);
  expect(otherLabelsBeyondTies).toBe(0);
}

describe("logits and labels in Chromium are those of onnxruntime-node", () => {
  // One page for all: each would compile the same WebAssembly.
  let page: Page;
  beforeAll(async () => {
    page = await openPage(...shippedModels, tinyModel, ...importedModels);
  });
  afterAll(() => page?.close());

  test.each(shippedModels.map((folder) => [basename(folder), folder]))("%s on WebAssembly", (_, folder) =>
    expectSame(page, folder!, "wasm"),
  );

  test("the test network on WebGPU", () => expectSame(page, tinyModel, "webgpu"));

  test("imported networks in two and three dimensions, on both", { timeout: 600_000 }, async () => {
    for (const folder of importedModels) {
      await expectSame(page, folder, "wasm");
      await expectSame(page, folder, "webgpu");
    }
  });

  test("labels of a network whose last layer was cut off, on both", { timeout: 600_000 }, async () => {
    const { model } = await loadSingleGraph(headModel);
    await using segmenter = await createSegmenter(model);
    const { labelMap } = await segmenter.run(createSmallPhantom());
    const values = model.manifest.segments.map(({ value }) => value);
    for (const device of ["wasm", "webgpu"] as const) {
      const found = await page.evaluate(([url, on]) => globalThis.segmentPhantom(url, on), [
        `models/${basename(headModel)}/`,
        device,
      ] as const);
      expect(found.provider).toMatch(providers[device]);
      expect(found.nodesOnCpu).toEqual([]);
      expect(new Set(found.labels).size).toBeGreaterThan(2);
      expectAgreement(Uint8Array.from(found.labels), Uint8Array.from(labelMap.voxels), values);
    }
  });

  test.for(shippedModels.map((folder) => [basename(folder), folder] as const))(
    "%s on WebGPU",
    { timeout: 1_800_000 },
    async ([, folder], { skip }) => {
      if (!slow) skip("software WebGPU takes minutes for a network of real size (set AUTOSEG_SLOW_TESTS=1)");
      await expectSame(page, folder, "webgpu");
    },
  );
});

const training = join(import.meta.dirname, "..", "..", "models", "training");

/** Their names, as the recipe's registry has them. */
const architectures = [
  ...readFileSync(join(training, "autoseg_training", "networks", "__init__.py"), "utf8").matchAll(
    /^ {4}"([\w-]+)": Architecture\(/gm,
  ),
].map(([, name]) => name!);

/** Networks that nobody has trained, 64 x 64, made by the recipe: what is looked at is their operators. */
describe("every architecture of the recipe computes the same in Chromium", () => {
  const python = findPython("torch", "onnxruntime", "onnxconverter_common");
  let folder: string;
  let page: Page;

  beforeAll(async () => {
    if (!python.path) return;
    folder = mkdtempSync(join(tmpdir(), "autoseg-architectures-"));
    const script = join(import.meta.dirname, "..", "conformance", "parity", "export_architectures.py");
    execFileSync(python.path, ["-W", "ignore", script, folder], {
      env: { ...process.env, PYTHONPATH: `${training}:${join(training, "tests")}` },
    });
    page = await openPage(...architectures.map((name) => join(folder, name)));
  }, 300_000);

  afterAll(async () => {
    await page?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  test.for(architectures)("%s on WebAssembly", async (name, { skip }) => {
    if (python.missing) skip(python.missing);
    await expectSame(page, join(folder, name), "wasm");
  });

  test.for(architectures)("%s on WebGPU", { timeout: 600_000 }, async (name, { skip }) => {
    if (python.missing) skip(python.missing);
    if (!slow) skip("software WebGPU takes minutes for a network of real size (set AUTOSEG_SLOW_TESTS=1)");
    await expectSame(page, join(folder, name), "webgpu");
  });
});
