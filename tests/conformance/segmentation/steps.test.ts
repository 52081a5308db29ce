import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type ModelManifest, parseManifest } from "../../../src/model/index.ts";
import { createAccumulator, storedOne } from "../../../src/segmentation/plan/accumulator.ts";
import { createIntensityMap } from "../../../src/segmentation/plan/intensity-map.ts";
import { createModelGrid } from "../../../src/segmentation/plan/model-grid.ts";
import { createSliceSampler } from "../../../src/segmentation/plan/model-volume.ts";
import { placeGraphs } from "../../../src/segmentation/plan/patches.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { createIntensityStatistics } from "../../../src/volume/intensity-statistics.ts";
import { exampleJson } from "../../unit/model/example-manifest.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

const python = findPython("numpy", "PIL");

/** Numbers that look random and are the same every time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function encode(values: Int16Array | Float32Array, shape: readonly number[]) {
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
  return { data, shape, type: values instanceof Int16Array ? "int16" : "float32" };
}

function manifestWith(shape: number[], resampling: object): ModelManifest {
  const json = exampleJson();
  const { adjacentSlices: _, ...input } = json.input;
  const layout = shape.length === 5 ? "NCDHW" : "NCHW";
  return parseManifest(
    {
      ...json,
      input: { ...input, layout, shape, resampling },
      output: { ...json.output, layout, shape: [shape[0], 3, ...shape.slice(2)], values: "probabilities" },
    },
    "steps",
  );
}

const random = createRandom(11);
const shorts = Int16Array.from({ length: 50_001 }, () => Math.round(4000 * random() ** 3 - 700));
const floats = Float32Array.from(shorts, (value) => value * 0.731 + random());
const percents = [0, 0.5, 37.3, 50, 99.5, 99.99, 100];
const statistics = [shorts, floats].map((values) => ({ values, above: 12.5 }));

/** A noisy slice of unequal spacings, and grids that lie within it: coarser, finer, and both. */
const slice: Volume = {
  grid: {
    size: [61, 47, 1],
    spacingMm: [0.8, 1.3, 1],
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  voxels: Int16Array.from({ length: 61 * 47 }, () => Math.round(random() * 400 - 150)),
  unit: "HU",
  modality: "CT",
};
const resamplings = [
  { spacingMm: 2.3, shape: [1, 1, 20, 18] },
  { spacingMm: 0.5, shape: [1, 1, 40, 44] },
  { spacingMm: 1, shape: [1, 1, 30, 33] },
].map(({ spacingMm, shape }) => {
  const manifest = manifestWith(shape, { inPlane: "target-spacing", spacingMm, whenLarger: "crop" });
  return { spacingMm, manifest, grid: createModelGrid(slice.grid, manifest) };
});

/** Patches of a volume whose voxels are the model's, with random answers. */
const blending = (() => {
  const manifest = manifestWith([1, 1, 8, 10, 12], {
    inPlane: "target-spacing",
    spacingMm: 1,
    throughPlaneSpacingMm: 1,
    overlap: 0.5,
  });
  const source = { ...slice.grid, size: [27, 24, 19], spacingMm: [1, 1, 1] } as const;
  const grid = createModelGrid(source, manifest);
  const graph = placeGraphs(grid, manifest).networks[0]!;
  const answers = graph.patchSet.patches.map(() => Float32Array.from({ length: 8 * 10 * 12 }, random));
  return { grid, graph, answers };
})();

interface Answer {
  readonly statistics: readonly {
    percentiles: number[];
    percentilesAbove: number[];
    mean: number;
    deviation: number;
  }[];
  readonly resampled: readonly number[][];
  readonly blended: readonly number[];
}

describe.skipIf(python.missing)(
  named("steps of the pipeline against numpy and Pillow", python.path, python.missing),
  () => {
    let answer: Answer;

    beforeAll(() => {
      const clipped = Float32Array.from(slice.voxels, (value) => Math.min(Math.max(value, -40), 160));
      const joined = new Float32Array(blending.answers.length * 960);
      for (const [index, values] of blending.answers.entries()) joined.set(values, index * 960);
      const input = JSON.stringify({
        statistics: statistics.map(({ values, above }) => ({
          values: encode(values, [values.length]),
          above,
          percents,
        })),
        resample: resamplings.map(({ grid: { axes } }) => ({
          slice: encode(clipped, [47, 61]),
          size: [axes[0].modelCount, axes[1].modelCount],
          // Pillow counts from the edge of a pixel, not from its middle.
          box: [0, 1, 2, 3].map((side) => {
            const { origin, step, modelCount } = axes[side % 2]!;
            return origin + 0.5 + (side < 2 ? -0.5 : modelCount - 0.5) * step;
          }),
        })),
        blend: {
          shape: [19, 24, 27],
          patchSize: [8, 10, 12],
          starts: blending.graph.patchSet.patches.map(({ start }) => [...start].reverse()),
          answers: encode(joined, [blending.answers.length, 8, 10, 12]),
        },
      });
      const script = join(import.meta.dirname, "reference_steps.py");
      answer = JSON.parse(
        execFileSync(python.path!, [script], {
          input,
          maxBuffer: 2 ** 26,
          stdio: ["pipe", "pipe", "pipe"],
        }).toString(),
      ) as Answer;
    });

    test.each(statistics.map(({ values }, index) => ({ name: values.constructor.name, index })))(
      "percentiles, mean and deviation of a $name",
      ({ index }) => {
        const { values, above } = statistics[index]!;
        const expected = answer.statistics[index]!;
        const close = (found: number, wanted: number) =>
          expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(wanted)));
        for (const [n, value] of createIntensityStatistics(values).percentiles(percents).entries())
          close(value, expected.percentiles[n]!);
        for (const [n, value] of createIntensityStatistics(values).percentiles(percents, { above }).entries())
          close(value, expected.percentilesAbove[n]!);
        const map = createIntensityMap(
          { voxels: values },
          { kind: "z-score", over: { aboveValue: above }, outside: 0 },
        );
        close(map.base, expected.mean);
        close(1 / map.gain, expected.deviation);
      },
    );

    test.each(resamplings.map(({ spacingMm }, index) => ({ spacingMm, index })))(
      "a slice at $spacingMm mm",
      ({ index }) => {
        const { grid, manifest } = resamplings[index]!;
        const { intensity } = manifest.networks[0]!.input;
        const found = new Float32Array(grid.axes[0].modelCount * grid.axes[1].modelCount);
        createSliceSampler(grid, createIntensityMap(slice, intensity))(slice.voxels, 0, found);
        const expected = answer.resampled[index]!;
        expect(found.length).toBe(expected.length);
        const worst = found.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - (expected[at]! + 40) / 200)),
          0,
        );
        expect(worst).toBeLessThan(1e-5);
      },
    );

    test("patches that overlap, weighed with a Gaussian", () => {
      const { grid, graph, answers } = blending;
      const accumulator = createAccumulator(grid, [graph]);
      const { patches } = graph.patchSet;
      expect(patches.length).toBeGreaterThan(20);
      for (const [index, patch] of patches.entries()) {
        const values = new Float32Array(3 * 960);
        values.set(answers[index]!, 960);
        accumulator.add(graph, patch, values);
      }
      let worst = 0;
      for (let s = 0; s < 19; s++) {
        const plane = accumulator.slice(s).subarray(24 * 27, 2 * 24 * 27);
        for (const [at, stored] of plane.entries())
          worst = Math.max(worst, Math.abs(stored / storedOne - answer.blended[s * 24 * 27 + at]!));
      }
      // Sixteen bits round each of eight patches.
      expect(worst).toBeLessThan(8 / storedOne);
    });
  },
);
