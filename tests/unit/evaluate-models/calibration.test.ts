import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Calibration } from "../../../scripts/evaluate-models/calibration/calibration.ts";
import {
  fitTemperatures,
  lossCurves,
} from "../../../scripts/evaluate-models/calibration/fit-temperatures.ts";
import { KeptCases } from "../../../scripts/evaluate-models/calibration/kept-cases.ts";
import {
  addBins,
  calibrationError,
  emptyBins,
  sortByProbability,
} from "../../../scripts/evaluate-models/calibration/reliability.ts";
import { countWrongSlices, emptyCounts } from "../../../scripts/evaluate-models/calibration/slice-order.ts";
import {
  readLogits,
  runSoftly,
  type SoftCase,
  soften,
} from "../../../scripts/evaluate-models/calibration/soft-case.ts";
import {
  calibrationTable,
  reliabilityTable,
  reviewTable,
} from "../../../scripts/evaluate-models/calibration/tables.ts";
import { tasks } from "../../../scripts/evaluate-models/tasks.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import type { Segmenter } from "../../../src/segmentation/index.ts";
import type { Volume } from "../../../src/volume/index.ts";

const [liverTask] = tasks;
const size = [40, 40, 8] as const;
const count = size[0] * size[1] * size[2];

/** Numbers from 0 to 1, the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A case whose reference is as likely as its logits say at a temperature of each segment. */
function caseAt(temperatures: readonly [number, number], seed = 1): SoftCase {
  const random = createRandom(seed);
  const reference = new Uint8Array(count);
  const labels = new Uint8Array(count);
  const probabilities = [new Uint8Array(count), new Uint8Array(count)];
  for (let voxel = 0; voxel < count; voxel++) {
    const logits = Float64Array.of(0, random() * 16 - 8, random() * 16 - 8);
    const at4 = logits.slice();
    soften(at4, 4);
    for (const index of [0, 1]) probabilities[index]![voxel] = Math.round(255 * at4[index + 1]!);
    labels[voxel] = logits.indexOf(Math.max(...logits));
    soften(logits, temperatures[logits[1]! > logits[2]! ? 0 : 1]!);
    const drawn = random();
    reference[voxel] = drawn < logits[1]! ? 1 : drawn < logits[1]! + logits[2]! ? 2 : 0;
  }
  return {
    name: "case",
    patient: "case",
    reference,
    labels,
    values: [1, 2],
    probabilities,
    grid: {
      size,
      spacingMm: [1, 1, 1],
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
  };
}

describe("temperatures", () => {
  test("are found for each segment by itself", () => {
    const cases = [caseAt([1.5, 3]), caseAt([1.5, 3], 2)].map(lossCurves);
    const [first, second] = fitTemperatures(cases);
    expect(Math.abs(first! / 1.5 - 1)).toBeLessThan(0.1);
    expect(Math.abs(second! / 3 - 1)).toBeLessThan(0.1);
  });

  test("are 1 where no case has the segment", () => {
    expect(fitTemperatures([[undefined, undefined]])).toEqual([1, 1]);
  });

  test("make probabilities true", () => {
    const soft = caseAt([1.5, 3]);
    const [before, after] = [
      [1, 1],
      [1.5, 3],
    ].map((at) => sortByProbability(soft, liverTask!.targets, at).map(calibrationError));
    for (const [index, error] of after!.entries()) {
      expect(error).toBeLessThan(0.02);
      expect(before![index]!).toBeGreaterThan(2 * error);
    }
  });
});

describe("reliability", () => {
  test("is that of the box around a structure in reference and labels, with a margin in the slice", () => {
    const soft: SoftCase = {
      ...caseAt([1, 1]),
      reference: new Uint8Array(count),
      labels: new Uint8Array(count),
      probabilities: [new Uint8Array(count), new Uint8Array(count)],
    };
    soft.reference[20 + 40 * (20 + 40 * 3)] = 1;
    soft.labels[22 + 40 * (20 + 40 * 4)] = 1;
    const [liver, tumour] = sortByProbability(soft, liverTask!.targets, [1, 1]);
    expect(liver!.reduce((sum, { voxels }) => sum + voxels, 0)).toBe(23 * 21 * 2);
    expect(liver![0]).toMatchObject({ sum: 0, inReference: 1 });
    expect(calibrationError(liver!)).toBeCloseTo(1 / (23 * 21 * 2));
    expect(calibrationError(tumour!)).toBe(0);
  });

  test("of several cases is that of their voxels together", () => {
    const bins = emptyBins();
    for (const inReference of [10, 30])
      addBins(
        bins,
        emptyBins().map((bin, index) => (index === 9 ? { voxels: 40, sum: 38, inReference } : bin)),
      );
    expect(bins[9]).toEqual({ voxels: 80, sum: 76, inReference: 40 });
    expect(calibrationError(bins)).toBeCloseTo(0.45);
  });
});

test("logits come back from probabilities in 8 bits, and none from background without doubt", () => {
  const logits = Float64Array.of(0, 6, -3);
  soften(logits, 4);
  const probabilities = [1, 2].map((channel) => Uint8Array.of(Math.round(255 * logits[channel]!), 0));
  const into = new Float64Array(3);
  const soft = { ...caseAt([1, 1]), probabilities };
  expect(readLogits(soft, 0, into)).toBe(0);
  expect(into[1]! - into[0]!).toBeCloseTo(6, 0);
  expect(into[2]! - into[0]!).toBeCloseTo(-3, 0);
  expect(readLogits(soft, 1, into)).toBe(-1);
});

test("wrong slices are counted among the first of each order", () => {
  const soft = caseAt([1, 1]);
  const pixels = size[0] * size[1];
  soft.labels.fill(0);
  soft.reference.fill(0);
  for (const bytes of soft.probabilities) bytes.fill(0);
  // Six slices with labels, the lowest the largest; in the fifth half of them are wrong, and the model doubts them.
  for (let slice = 0; slice < 6; slice++) {
    soft.labels.fill(1, slice * pixels, slice * pixels + 600 - 50 * slice);
    soft.reference.fill(1, slice * pixels, slice * pixels + (slice === 4 ? 200 : 600 - 50 * slice));
  }
  soft.probabilities[0]!.fill(140, 4 * pixels, 4 * pixels + 400);
  const counts = emptyCounts();
  countWrongSlices(soft, [2, 2], counts);
  expect(counts).toEqual({
    shown: 2,
    worst: 1,
    low: 1,
    worstShown: { uncertain: 1, calibrated: 1, area: 0, slices: 0 },
    lowShown: { uncertain: 1, calibrated: 1, area: 0, slices: 0 },
  });
});

describe("what a model says of a case", () => {
  const folder = mkdtemp(join(tmpdir(), "autoseg-"));
  afterAll(async () => rm(await folder, { recursive: true }));
  const manifest = {
    name: "example",
    networks: [{ weights: [{ sha256: "abcdef0123" }] }],
    segments: [{ value: 1 }, { value: 2 }],
  } as unknown as ModelManifest;

  test("is kept in files", async () => {
    const kept = new KeptCases(await folder, manifest);
    const { labels, values, probabilities } = caseAt([1, 1]);
    expect(await kept.read("case", count)).toBeUndefined();
    await kept.write("case", { labels, values, probabilities });
    expect(await kept.read("case", count)).toEqual({ labels, values, probabilities });
    expect(await kept.read("case", count - 1)).toBeUndefined();
  });

  test("is read slice by slice", async () => {
    const soft = caseAt([1, 1]);
    const volume = { grid: soft.grid, voxels: new Float32Array(count) } as unknown as Volume;
    const segmenter: Pick<Segmenter, "run"> = {
      run: ((_: Volume, { onSlice }: Parameters<Segmenter["run"]>[1] & object) => {
        for (let sliceIndex = 0; sliceIndex < size[2]; sliceIndex++) {
          const part = (values: Uint8Array) => values.slice(sliceIndex * 1600, (sliceIndex + 1) * 1600);
          const segments = [2, 1].map((segmentNumber) => ({
            segmentNumber,
            values: part(soft.probabilities[segmentNumber - 1]!),
          }));
          onSlice!({
            sliceAxis: 2,
            sliceIndex,
            labels: part(soft.labels),
            probabilities: { segments, entropy: undefined },
          });
        }
        return Promise.resolve({ labelMap: { voxels: soft.labels } });
      }) as unknown as Segmenter["run"],
    };
    const read = await runSoftly(segmenter as Segmenter, volume, [1, 2], {});
    expect(read).toEqual({ labels: soft.labels, values: [1, 2], probabilities: soft.probabilities });
  });
});

test("tables say temperatures, errors, and where wrong slices come", () => {
  const bins = (inReference: number) =>
    emptyBins().map((bin, index) => (index === 9 ? { voxels: 100, sum: 95, inReference } : bin));
  const calibration: Calibration = {
    model: "ct-liver-tumour",
    weights: {},
    cases: 2,
    patients: 2,
    temperatures: { 1: 1.5, 2: 3 },
    reliability: {
      liver: { before: bins(85), after: bins(94) },
      tumour: { before: bins(45), after: bins(96) },
    },
    review: {
      shown: 20,
      worst: 19,
      low: 12,
      worstShown: { uncertain: 11, calibrated: 13, area: 9, slices: 4 },
      lowShown: { uncertain: 1, calibrated: 2, area: 0, slices: 5 },
    },
    command: "npm run models:evaluate -- --calibrate",
  };
  const temperatures = calibrationTable(liverTask!, [calibration]);
  expect(temperatures).toContain("| liver | ct-liver-tumour | 1.50, 3.00 | 10.00 | 1.00 |");
  expect(temperatures).toContain("| liver tumour | ct-liver-tumour | 3.00 | 50.00 | 1.00 |");
  expect(reliabilityTable([calibration])).toContain(
    "| 0.9 to 1.0 | ct-liver-tumour | 0.950 | 0.650 | 0.950 | 0.950 |",
  );
  const review = reviewTable([calibration]);
  expect(review).toContain("| 19 worst of each case (20 shown) | 11 | 13 | 9 | 4 |");
  expect(review).toContain("| 12 with a Dice below 0.8 (20 shown) | 1 | 2 | 0 | 5 |");
  expect([calibrationTable(liverTask!, []), reliabilityTable([]), reviewTable([])]).toEqual(["", "", ""]);
});
