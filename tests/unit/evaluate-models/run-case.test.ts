import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { drawSlice } from "../../../scripts/evaluate-models/pictures.ts";
import {
  assumedVoxelMm,
  measureCase,
  toVolume,
  withPrecision,
} from "../../../scripts/evaluate-models/run-case.ts";
import type { StripCase } from "../../../scripts/evaluate-models/strips.ts";
import { tasks } from "../../../scripts/evaluate-models/tasks.ts";
import { loadModel, type ModelManifest } from "../../../src/model/index.ts";
import { tinyModel } from "../../conformance/parity/parity.ts";

const [liverTask, gliomaTask] = [tasks[0]!, tasks[1]!];
const abdomenTask = tasks.find(({ name }) => name === "ct-abdomen")!;
const size = [6, 4, 3] as const;
const voxels = (draw: (labels: Uint8Array) => void): Uint8Array => {
  const labels = new Uint8Array(size[0] * size[1] * size[2]);
  draw(labels);
  return labels;
};
const strip: StripCase = {
  name: "case",
  size,
  grey: voxels((grey) => grey.fill(255, 0, 1)),
  labels: voxels((labels) => {
    labels.fill(1, 0, 24);
    labels.fill(2, 24, 36);
  }),
};

test("grey of CT is Hounsfield units, grey of MR stays what it is", () => {
  const ct = toVolume(strip, liverTask, [1.5, 1.5, 3]);
  expect([ct.voxels[0], ct.voxels[1], ct.unit, ct.modality]).toEqual([160, -40, "HU", "CT"]);
  expect([...toVolume(strip, abdomenTask, [1.3, 1.3, 5]).voxels.slice(0, 2)]).toEqual([275, -125]);
  const mr = toVolume(strip, gliomaTask, [1, 1, 5]);
  expect([mr.voxels[0], mr.voxels[1], mr.unit, mr.modality]).toEqual([255, 0, "arbitrary", "MR"]);
});

describe("the size that voxels are taken to have", () => {
  const manifestWith = (input: object) => ({ networks: [{ input }] }) as unknown as ModelManifest;

  test("leaves the pixels as they are and takes the next slices for neighbours", () => {
    const resampling = { inPlane: "fit-field-of-view", minimumSpacingMm: 1.1 };
    const adjacentSlices = { count: 3, distanceMm: 4 };
    expect(assumedVoxelMm(manifestWith({ resampling, adjacentSlices }), liverTask)).toEqual([1.5, 1.5, 4]);
  });

  test("is the spacing a model resamples to", () => {
    const resampling = { inPlane: "target-spacing", spacingMm: 1.25 };
    expect(assumedVoxelMm(manifestWith({ resampling }), gliomaTask)).toEqual([
      1.25,
      1.25,
      gliomaTask.assumed!.sliceMm,
    ]);
  });
});

test("no size is assumed where the strips have theirs", () => {
  expect(assumedVoxelMm({} as ModelManifest, abdomenTask)).toBeUndefined();
});

describe("the figures of a case", () => {
  const float32 = voxels((labels) => {
    labels.fill(1, 0, 24);
    labels.fill(2, 24, 30);
  });
  const float16 = float32.slice();
  float16[0] = 0;

  test("count the tumour as liver, and distances in pixels", () => {
    const row = measureCase(strip, { float32, float16: undefined }, liverTask, [1.5, 1.5, 3]);
    expect(row.targets.liver).toMatchObject({
      dice: 0.9091,
      foundVoxels: 30,
      referenceVoxels: 36,
      hd95: 1,
    });
    expect(row.targets.tumour).toMatchObject({
      dice: 0.6667,
      foundVoxels: 6,
      referenceVoxels: 12,
      hd95: 1,
    });
    expect(row.lesions).toEqual({ lesions: 1, found: 1, missed: 0, falsePositives: 0 });
    expect(row.float16).toBeUndefined();
  });

  test("are in millimetres where it has a spacing", () => {
    const spacingMm = [1.3, 1.3, 5] as const;
    const liver = (sliceCount: number) =>
      voxels((labels) => labels.fill(6, 0, sliceCount * size[0] * size[1]));
    const row = measureCase(
      { ...strip, spacingMm, labels: liver(2) },
      { float32: liver(1), float16: undefined },
      abdomenTask,
      spacingMm,
    );
    expect(row.spacingMm).toEqual(spacingMm);
    expect(row.targets.liver).toMatchObject({ dice: 0.6667, hd95: 5 });
  });

  test("hold half precision against the reference and against single precision", () => {
    const { float16: half } = measureCase(strip, { float32, float16 }, liverTask, [1.5, 1.5, 3]);
    expect(half).toMatchObject({ differingVoxels: 1, dice: { liver: 0.8923, tumour: 0.6667 } });
    expect(half!.agreement.liver).toBeCloseTo(58 / 59, 6);
    expect(half!.agreement.tumour).toBe(1);
  });
});

test("a model is narrowed to the weights of one precision", async () => {
  const model = await loadModel(tinyModel);
  expect(withPrecision(model, "float32")!.manifest.networks[0]!.weights).toHaveLength(1);
  expect(withPrecision(model, "float16")).toBeUndefined();
});

test("a picture has the reference in green, what was found in red and both in white", () => {
  const found = voxels((labels) => labels.fill(1, 0, 18));
  const { width, height, data, channels } = decode(drawSlice(strip, found, liverTask.targets[0]!, 0));
  expect([width, height, channels]).toEqual([18, 12, 3]);
  const colour = (x: number, y: number) => [...data.slice(3 * (x + width * y), 3 * (x + width * y) + 3)];
  expect(colour(0, 0)).toEqual([255, 255, 255]);
  expect(colour(1, 8)).toEqual([255, 80, 40]);
  expect(colour(1, 11)).toEqual([0, 200, 80]);
  expect(colour(1, 1)).toEqual([255, 255, 255]);
  expect(colour(4, 4)).toEqual([0, 0, 0]);
});
