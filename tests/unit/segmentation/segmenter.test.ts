import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { readSample, type Sample } from "../../../scripts/evaluate-models/sample.ts";
import type { Grid } from "../../../src/geometry/index.ts";
import { loadModel, type Model, type ModelManifest } from "../../../src/model/index.ts";
import { createSegmenter, type Progress } from "../../../src/segmentation/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { type GridSlice, writeGridSlice } from "../../../src/volume/index.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
let model: Model;

let sample: ReturnType<typeof sampleOf>;

beforeAll(async () => {
  model = await loadModel(`${root}models/ct-liver-tumour`);
  sample = sampleOf(await readSample(`${root}sample-dicom`));
});

/** Every second voxel of nine slices of the sample study, three apart, and its generator's labels. */
function sampleOf({ volume, labels }: Sample): { volume: Volume; truth: Uint8Array } {
  const [fullColumns, fullRows] = volume.grid.size;
  const [columns, rows, slices] = [fullColumns / 2, fullRows / 2, 9];
  const voxels = new Int16Array(columns * rows * slices);
  const truth = new Uint8Array(voxels.length);
  for (let k = 0, at = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        const from = 2 * i + fullColumns * (2 * j + fullRows * (30 + 3 * k));
        voxels[at] = volume.voxels[from]!;
        truth[at] = labels[from] === 0 ? 0 : 1;
      }
    }
  }
  const [x, y, z] = volume.grid.spacingMm;
  const grid: Grid = {
    size: [columns, rows, slices],
    spacingMm: [2 * x, 2 * y, 3 * z],
    originLps: [-200, -190, 40],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  return { volume: { grid, voxels, unit: "HU", modality: "CT" }, truth };
}

/** The same patient as a sagittal acquisition: i runs to Posterior, j to Inferior, k to the Right. */
function asSagittal({ grid, voxels, ...rest }: Volume) {
  const [columns, rows, slices] = grid.size;
  const from = (i: number, j: number, k: number) => columns - 1 - k + columns * (i + rows * (slices - 1 - j));
  const turned = new Int16Array(voxels.length);
  const sources = new Int32Array(voxels.length);
  let at = 0;
  for (let k = 0; k < columns; k++) {
    for (let j = 0; j < slices; j++) {
      for (let i = 0; i < rows; i++, at++) {
        sources[at] = from(i, j, k);
        turned[at] = voxels[sources[at]!]!;
      }
    }
  }
  const turnedGrid: Grid = {
    size: [rows, slices, columns],
    spacingMm: [grid.spacingMm[1], grid.spacingMm[2], grid.spacingMm[0]],
    originLps: [
      grid.originLps[0] + (columns - 1) * grid.spacingMm[0],
      grid.originLps[1],
      grid.originLps[2] + (slices - 1) * grid.spacingMm[2],
    ],
    directionsLps: [
      [0, 1, 0],
      [0, 0, -1],
      [-1, 0, 0],
    ],
  };
  return { volume: { ...rest, grid: turnedGrid, voxels: turned } satisfies Volume, sources };
}

function createFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "autoseg-segmenter-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("createSegmenter", () => {
  it("hands out every slice once, from the first one outwards, and finds the liver", async () => {
    await using segmenter = await createSegmenter(model);
    const { volume, truth } = sample;
    const slices: GridSlice[] = [];
    const progress: Progress[] = [];
    const { labelMap, report } = await segmenter.run(volume, {
      firstSlice: 3,
      onSlice: (slice) => slices.push(slice),
      onProgress: (step) => progress.push(step),
    });
    expect(slices.map(({ sliceIndex }) => sliceIndex)).toEqual([3, 4, 2, 5, 1, 6, 0, 7, 8]);
    expect(progress.map(({ slicesDone }) => slicesDone)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(progress.at(-1)).toMatchObject({ slicesTotal: 9, secondsLeft: 0, provider: { name: "cpu" } });
    expect(report).toMatchObject({
      slices: 9,
      provider: { name: "cpu" },
      earlierProviders: [],
      refusedProviders: [],
      restarts: 0,
      model: { sha256: model.manifest.networks[0]!.weights[0]!.sha256 },
    });

    // All that postprocessing may do to the slices handed out is to clear voxels, and to make liver of specks of tumour.
    const raw = new Uint8Array(labelMap.voxels.length);
    for (const slice of slices) writeGridSlice(raw, volume.grid, slice);
    expect(
      labelMap.voxels.every(
        (value, index) => value === raw[index] || value === 0 || (value === 1 && raw[index] === 2),
      ),
    ).toBe(true);

    const found = labelMap.voxels.map((value) => (value > 0 ? 1 : 0));
    const both = found.reduce((sum, value, index) => sum + (value && truth[index]!), 0);
    const dice = (2 * both) / (found.reduce((a, b) => a + b, 0) + truth.reduce((a, b) => a + b, 0));
    expect(dice).toBeGreaterThan(0.9);
  });

  it("gives the same labels to the same patient acquired in another plane", async () => {
    await using segmenter = await createSegmenter(model);
    const axial = sample.volume;
    const { volume, sources } = asSagittal(axial);
    const expected = (await segmenter.run(axial)).labelMap.voxels;
    const slices: GridSlice[] = [];
    const { labelMap } = await segmenter.run(volume, { onSlice: (slice) => slices.push(slice) });
    expect(expected.some((value) => value > 0)).toBe(true);
    expect(labelMap.voxels).toEqual(Uint8Array.from(sources, (source) => expected[source]!));
    expect(new Set(slices.map(({ sliceAxis }) => sliceAxis))).toEqual(new Set([1]));
  });

  it("stops before the next slice when it is cancelled, and runs again after", async () => {
    await using segmenter = await createSegmenter(model);
    const volume = sample.volume;
    const controller = new AbortController();
    let slices = 0;
    const cancelled = segmenter.run(volume, {
      signal: controller.signal,
      onSlice: () => {
        if (++slices === 2) controller.abort();
      },
    });
    const queued = segmenter.run(volume);
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(slices).toBe(2);
    expect((await queued).report.slices).toBe(9);
  });

  it("refuses another modality in words", async () => {
    await using segmenter = await createSegmenter(model);
    await expect(segmenter.run({ ...sample.volume, modality: "MR" })).rejects.toMatchObject({
      code: "model-mismatch",
      message:
        'The model "CT liver and tumour" is made for CT, and this series is MR. Choose a CT series, or a model for MR.',
    });
  });

  it("refuses a file that is no ONNX model, and a device that is not there", async () => {
    using folder = createFolder();
    const bytes = new Uint8Array(100);
    const file = { file: "model.onnx", precision: "float32", sizeBytes: 100 };
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    writeFileSync(join(folder.path, file.file), bytes);
    const [network] = model.manifest.networks;
    const networks = [{ ...network!, weights: [{ ...file, precision: "float32", sha256 }] as const }];
    const broken: Model = {
      manifest: { ...model.manifest, networks } as unknown as ModelManifest,
      location: join(folder.path, "manifest.json"),
    };
    await expect(createSegmenter(broken)).rejects.toMatchObject({ code: "invalid-model" });
    // Where the machine has a graphics adapter for onnxruntime-node there is nothing to refuse.
    const onGpu = await createSegmenter(model, { device: "webgpu" }).catch((error: unknown) => error);
    if (onGpu instanceof Error) expect(onGpu).toMatchObject({ code: "no-provider" });
  });

  it("gives the same labels on WebAssembly", async () => {
    const volume = sample.volume;
    const tiny = await loadModel(`${root}tests/fixtures/models/threshold-tiny`);
    await using onCpu = await createSegmenter(tiny);
    await using onWasm = await createSegmenter(tiny, { device: "wasm", threads: 1 });
    expect(onWasm.provider).toMatchObject({ name: "wasm", threads: 1, reason: "Chosen by the user." });
    const [expected, found] = [await onCpu.run(volume), await onWasm.run(volume)];
    const different = found.labelMap.voxels.filter((value, n) => value !== expected.labelMap.voxels[n]);
    expect(different.length).toBeLessThanOrEqual(2);
  });
});
