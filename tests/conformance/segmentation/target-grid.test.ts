import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type ModelManifest, parseManifest } from "../../../src/model/index.ts";
import { createIntensityMap } from "../../../src/segmentation/plan/intensity-map.ts";
import { createModelGrid } from "../../../src/segmentation/plan/model-grid.ts";
import { nonZeroMask } from "../../../src/segmentation/plan/target-grid/mapped-reader.ts";
import { layOutTargetGrid } from "../../../src/segmentation/plan/target-grid/target-image.ts";
import { tileWeights } from "../../../src/segmentation/plan/target-grid/tiles.ts";
import {
  copyPart,
  nonZeroPart,
  plainView,
  wholePart,
} from "../../../src/segmentation/plan/target-grid/view-part.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { exampleJson } from "../../unit/model/example-manifest.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

const python = findPython("numpy", "scipy", "skimage");

/** Numbers that look random and are the same every time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = createRandom(5);
const size = [23, 17, 9] as const;
const volume: Volume = {
  grid: {
    size,
    spacingMm: [0.8, 1.3, 2.1],
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  voxels: Int16Array.from({ length: 23 * 17 * 9 }, () => Math.round(random() * 900 - 150)),
  unit: "HU",
  modality: "CT",
};

/** A blob with holes, in zeros. */
const framed = Int16Array.from(volume.voxels, (value, at) => {
  const [i, j, k] = [at % 23, Math.floor(at / 23) % 17, Math.floor(at / 391)];
  const radius = Math.hypot((i - 11) / 8, (j - 8) / 6, (k - 4) / 3);
  return radius < 1 && !(radius < 0.4) ? value || 1 : 0;
});

function manifestWith(resampling: object): ModelManifest {
  const json = exampleJson();
  const { adjacentSlices: _, ...input } = json.input;
  const shape = (channels: number) => ({ layout: "NCDHW", shape: [1, channels, 1, 1, 1] });
  return parseManifest(
    {
      ...json,
      input: {
        ...input,
        ...shape(1),
        intensity: { kind: "fixed", subtract: 0, divideBy: 1 },
        resampling: {
          inPlane: "target-grid",
          tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
          back: { values: "averaged", interpolation: "linear" },
          ...resampling,
        },
      },
      output: { ...json.output, ...shape(3), averaged: "logits" },
    },
    "steps",
  );
}

/** The volume as a network sees it. */
function resampled(resampling: object) {
  const manifest = manifestWith(resampling);
  const { input } = manifest.networks[0]!;
  if (input.resampling.inPlane !== "target-grid") throw new Error("not a target grid");
  const given = { resampling: input.resampling, crop: input.crop };
  const grid = createModelGrid(volume.grid, manifest, (frame) => layOutTargetGrid([volume], given, frame));
  const image = grid.target!.volumesFor(manifest.networks[0]!)[0]!;
  const shape = [2, 1, 0].map((axis) => grid.axes[axis as 0 | 1 | 2].modelCount);
  const values = Array.from({ length: shape[0]! }, (_, slice) => [...image.slice(slice)]).flat();
  return { shape, values };
}

const spacings = [
  [1.1, 1.1, 1.1],
  [0.5, 2.6, 2.1],
  [2.3, 0.9, 5],
] as const;
const ways = spacings.flatMap((spacingMm) =>
  (["cubic", "linear"] as const).flatMap((interpolation) =>
    (["edges", "centres"] as const)
      .filter((align) => align === "edges" || interpolation === "linear")
      .map((align) => ({ spacingMm, interpolation, align })),
  ),
);
const separate = [0, 1, 2].map((axis) => ({
  spacingMm: [1, 1, 1].with(axis, 4),
  align: "edges",
  interpolation: "cubic",
  separateAxis: { anisotropy: 3, interpolation: "nearest" },
  axis: 2 - axis,
}));

interface Answer {
  readonly resampled: readonly number[][];
  readonly separately: readonly number[][];
  readonly gaussian: readonly number[];
  readonly cropped: { box: number[][]; filled: number; mean: number; deviation: number };
}

const tile = [7, 12, 9];

describe.skipIf(python.missing)(
  named("steps of a target grid against SciPy and scikit-image", python.path, python.missing),
  () => {
    let answer: Answer;
    const ours = {
      ways: ways.map(resampled),
      separate: separate.map(({ axis: _, ...way }) => resampled(way)),
    };

    beforeAll(() => {
      const encode = (values: Int16Array) => ({
        data: Buffer.from(values.buffer).toString("base64"),
        shape: [9, 17, 23],
        type: "int16",
      });
      const task = {
        values: encode(volume.voxels as Int16Array),
        framed: encode(framed),
        ways: ways.map((way, index) => ({ ...way, shape: ours.ways[index]!.shape })),
        separate: separate.map((way, index) => ({ ...way, shape: ours.separate[index]!.shape })),
        tile,
      };
      const script = join(import.meta.dirname, "target_grid_steps.py");
      answer = JSON.parse(
        execFileSync(python.path!, [script], { input: JSON.stringify(task), maxBuffer: 2 ** 28 }).toString(),
      );
    });

    const largestDifference = (found: readonly number[], expected: readonly number[]) =>
      found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);

    test("resampling: cubic and linear, edges and centres, finer and coarser", () => {
      for (const [index, { values }] of ours.ways.entries()) {
        expect(values).toHaveLength(answer.resampled[index]!.length);
        // Of numbers up to 750 in single precision.
        expect(largestDifference(values, answer.resampled[index]!)).toBeLessThan(3e-4);
      }
    });

    test("long voxels, whichever axis they lie along", () => {
      for (const [index, { values }] of ours.separate.entries()) {
        expect(values).toHaveLength(answer.separately[index]!.length);
        expect(largestDifference(values, answer.separately[index]!)).toBeLessThan(3e-4);
      }
    });

    test("weights of a tile, to the last bit", () => {
      const weights = tileWeights([tile[2]!, tile[1]!, tile[0]!], {
        kind: "gaussian",
        sigma: 0.125,
        centre: "voxel",
        peak: 10,
        precision: "float16",
        floor: "lowest",
      });
      expect([...weights]).toEqual(answer.gaussian);
    });

    test("the box of all voxels other than 0, its filled mask and its statistics", () => {
      const view = plainView(size);
      const part = nonZeroPart([framed], view, wholePart(view));
      expect(part.map(({ first, count }) => [first, first + count])).toEqual(answer.cropped.box.toReversed());
      const mask = nonZeroMask([framed], view, part, "filled");
      expect(mask.filter(Boolean)).toHaveLength(answer.cropped.filled);
      const counted = copyPart(framed, view, part).filter((_, at) => mask[at] === 1);
      const map = createIntensityMap({ voxels: counted }, { kind: "z-score" });
      expect(1 / map.gain).toBeCloseTo(answer.cropped.deviation, 6);
      expect(map.base - map.outside / map.gain).toBeCloseTo(answer.cropped.mean, 6);
    });
  },
);
