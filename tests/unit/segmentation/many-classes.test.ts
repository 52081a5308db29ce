import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkDicomSeg, readDicomSeg, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { loadModel, type Model } from "../../../src/model/index.ts";
import { createSegmenter, type Segmenter } from "../../../src/segmentation/index.ts";
import type { GridSlice16 } from "../../../src/volume/index.ts";
import { createLabelMap16, writeGridSlice } from "../../../src/volume/index.ts";
import { sourceOn } from "../dicom-objects/phantom.ts";
import { labelOf, manyClassesFiles, manyClassesVolume } from "./many-classes.ts";

/** Models of more than 255 classes, run by onnxruntime; everything that is done with labels, with labels of two bytes. */

const folder = mkdtempSync(join(tmpdir(), "autoseg-many-"));
let model: Model;
let segmenter: Segmenter;
const volume = manyClassesVolume();
const expected = Uint16Array.from(volume.voxels, labelOf);

async function load(postprocessing: readonly object[] = []): Promise<Model> {
  for (const [name, bytes] of manyClassesFiles(postprocessing)) writeFileSync(join(folder, name), bytes);
  return loadModel(folder);
}

beforeAll(async () => {
  model = await load();
  segmenter = await createSegmenter(model);
});

afterAll(async () => {
  await segmenter[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe("a model of 300 classes", () => {
  test("writes all of its labels, which come back from DICOM-SEG", async () => {
    const slices: GridSlice16[] = [];
    const { labelMap, report } = await segmenter.run(volume, {
      bits: 16,
      onSlice: (slice) => slices.push(slice),
    });
    expect(labelMap.voxels).toEqual(expected);
    const drawn = new Uint16Array(expected.length);
    for (const slice of slices) writeGridSlice(drawn, volume.grid, slice);
    expect(drawn).toEqual(expected);
    expect(report.volumesMl).toHaveLength(299);
    const count = expected.filter((label) => label === labelOf(299)).length;
    expect(report.volumesMl.at(-1)!.ml).toBeCloseTo((count * 12) / 1000, 9);
    const source = sourceOn(volume.grid);
    for (const type of ["LABELMAP", "BINARY"] as const) {
      const bytes = writeDicomSeg(labelMap, { source, type });
      expect(checkDicomSeg(bytes, { source })).toEqual([]);
      const read = await readDicomSeg(bytes, { source, bits: 16 });
      expect(read.labelMaps[0]!.voxels).toEqual(expected);
    }
  });

  test("needs 16 bits, and says so before it computes", async () => {
    await expect(segmenter.run(volume)).rejects.toMatchObject({
      code: "invalid-argument",
      message:
        "Many classes has labels up to 1299, but a label of 8 bits is at most 255. Run it with 16 bits.",
    });
  });

  test("keeps classes, voxels and a box as any other", async () => {
    const classes = [7, labelOf(290)];
    const box = { from: [0, 0, 1], to: [32, 16, 3] } as const;
    const { labelMap } = await segmenter.run(volume, { bits: 16, classes, box });
    const inBox = (at: number) => at >= 1024 && at % 1024 < 512;
    expect(labelMap.voxels).toEqual(
      expected.map((label, at) => (inBox(at) && classes.includes(label) ? label : 0)),
    );
    const kept = createLabelMap16({
      grid: volume.grid,
      segments: labelMap.segments.map((segment) => ({ ...segment, segmentNumber: labelOf(298) })).slice(0, 1),
      voxels: new Uint16Array(expected.length).fill(labelOf(298)),
    });
    const keep = { labelMap: kept, lockedSegments: [labelOf(298)] };
    const held = await segmenter.run(volume, { bits: 16, keep });
    expect(new Set(held.labelMap.voxels)).toEqual(new Set([labelOf(298)]));
  });

  test("has its labels cleaned up", async () => {
    const [first, second] = [labelOf(280), labelOf(281)];
    await using cleaned = await createSegmenter(
      await load([
        { operation: "keep-largest-component", values: [first] },
        { operation: "remove-small-components", values: [second], smallerThanMl: 0.03, becomes: first },
        { operation: "fill-holes", values: [second] },
      ]),
    );
    const voxels = new Int16Array(expected.length);
    const fill = (from: readonly [number, number], to: readonly [number, number], value: number) => {
      for (let j = from[1]; j < to[1]; j++) voxels.fill(value, 32 * j + from[0], 32 * j + to[0]);
    };
    fill([1, 1], [5, 5], 280);
    fill([10, 10], [12, 12], 280);
    fill([20, 20], [25, 25], 281);
    fill([22, 22], [23, 23], 0);
    fill([1, 28], [3, 29], 281);
    const { labelMap } = await cleaned.run({ ...volume, voxels }, { bits: 16 });
    const at = (i: number, j: number) => labelMap.voxels[i + 32 * j];
    expect([at(2, 2), at(10, 10), at(22, 22), at(20, 20), at(1, 28)]).toEqual([
      first,
      0,
      second,
      second,
      first,
    ]);
  });

  test("adds up probabilities of patches of as many classes", async () => {
    const tiled = await load();
    const { networks } = tiled.manifest as {
      networks: readonly { input: object; output: object }[];
    } & Model["manifest"];
    const resampling = {
      inPlane: "target-spacing",
      spacingMm: 1.5,
      overlap: 0.5,
    };
    const manifest = {
      ...tiled.manifest,
      networks: networks.map((network) => ({ ...network, input: { ...network.input, resampling } })),
    } as unknown as Model["manifest"];
    await using finer = await createSegmenter({ ...tiled, manifest });
    const { labelMap } = await finer.run({ ...volume, voxels: volume.voxels.map(() => 299) }, { bits: 16 });
    expect(new Set(labelMap.voxels)).toEqual(new Set([labelOf(299)]));
  });
});
