import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { Grid } from "../../../src/geometry/index.ts";
import { loadModel, type Model, type ModelManifest } from "../../../src/model/index.ts";
import {
  createSegmenter,
  type GridSlice,
  type Progress,
  writeGridSlice,
} from "../../../src/segmentation/index.ts";
import type { Volume } from "../../../src/volume/index.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
let model: Model;

beforeAll(async () => {
  model = await loadModel(`${root}models/ct-liver-tumour`);
});

/** Every fourth voxel of the sample study's labels as a CT of flat tissue: enough for the shipped model to see a liver. */
function sampleVolume(): Volume {
  const { size, spacingMm } = JSON.parse(readFileSync(`${root}sample-dicom/labels.json`, "utf8")) as {
    size: readonly [number, number, number];
    spacingMm: readonly [number, number, number];
  };
  const labels = gunzipSync(readFileSync(`${root}sample-dicom/labels.bin.gz`));
  const slices = 9;
  const [columns, rows] = [size[0] / 4, size[1] / 4];
  const voxels = new Int16Array(columns * rows * slices);
  for (let k = 0, at = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        const label = labels[4 * i + size[0] * (4 * j + size[1] * (30 + 3 * k))]!;
        const inBody = Math.hypot((i - columns / 2) / 0.45 / columns, (j - rows / 2) / 0.33 / rows) < 1;
        voxels[at] =
          label === 1 ? 110 : label === 2 ? 60 : inBody ? -80 + ((i * 31 + j * 17 + k * 7) % 20) : -1000;
      }
    }
  }
  const grid: Grid = {
    size: [columns, rows, slices],
    spacingMm: [spacingMm[0] * 4, spacingMm[1] * 4, spacingMm[2] * 3],
    originLps: [-200, -190, 40],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
  return { grid, voxels, unit: "HU", modality: "CT" };
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
    const volume = sampleVolume();
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

    // All that postprocessing may do to the slices handed out is to clear voxels.
    const raw = new Uint8Array(labelMap.voxels.length);
    for (const slice of slices) writeGridSlice(raw, volume.grid, slice);
    expect(labelMap.voxels.every((value, index) => value === raw[index] || value === 0)).toBe(true);

    const truth = Uint8Array.from(volume.voxels, (value) => (value === 110 || value === 60 ? 1 : 0));
    const found = labelMap.voxels.map((value) => (value > 0 ? 1 : 0));
    const both = found.reduce((sum, value, index) => sum + (value && truth[index]!), 0);
    const dice = (2 * both) / (found.reduce((a, b) => a + b, 0) + truth.reduce((a, b) => a + b, 0));
    expect(dice).toBeGreaterThan(0.6);
  });

  it("gives the same labels to the same patient acquired in another plane", async () => {
    await using segmenter = await createSegmenter(model);
    const axial = sampleVolume();
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
    const volume = sampleVolume();
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
    await expect(segmenter.run({ ...sampleVolume(), modality: "MR" })).rejects.toMatchObject({
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
    const volume = sampleVolume();
    const tiny = await loadModel(`${root}tests/fixtures/models/threshold-tiny`);
    await using onCpu = await createSegmenter(tiny);
    await using onWasm = await createSegmenter(tiny, { device: "wasm", threads: 1 });
    expect(onWasm.provider).toMatchObject({ name: "wasm", threads: 1, reason: "Chosen by the user." });
    const [expected, found] = [await onCpu.run(volume), await onWasm.run(volume)];
    const different = found.labelMap.voxels.filter((value, n) => value !== expected.labelMap.voxels[n]);
    expect(different.length).toBeLessThanOrEqual(2);
  });
});
