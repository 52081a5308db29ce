import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { parseManifest } from "../../../src/model/index.ts";
import { axesOfSlice, type Box } from "../../../src/regions/index.ts";
import { createInferencePlan } from "../../../src/segmentation/plan/inference-plan.ts";
import type { LabelArray, Volume } from "../../../src/volume/index.ts";
import { exampleJson, exampleManifest, exampleOfThreePlanes } from "../model/example-manifest.ts";
import {
  type Answer,
  acquisitions,
  exampleWith,
  middleOf,
  segmentPointwise,
  volumeOf,
} from "./pointwise-models.ts";

const everyAcquisition = Object.entries(acquisitions);

/** Three grey levels, turned into three classes by where a pixel stands between them. */
const levels = { background: 0, first: 60, second: 120 };
const classify: Answer = (inputs) => {
  const value = inputs[Math.floor(inputs.length / 2)]! * 200 - 40;
  return [
    -Math.abs(value - levels.background),
    -Math.abs(value - levels.first),
    -Math.abs(value - levels.second),
  ].map((closeness) => closeness / 10);
};

/** An F of the first level with a dot of the second: no two of its mirror images or turns are alike. */
function drawF(middle: readonly number[]): (lps: readonly number[]) => number {
  return ([x, y, z]) => {
    const [right, down, up] = [x! - middle[0]!, y! - middle[1]!, z! - middle[2]!];
    if (Math.abs(up) > 9) return levels.background;
    if (Math.hypot(right - 6, down + 5, up - 5) < 2.6) return levels.second;
    const stem = right > -8 && right < -3 && Math.abs(down) < 10;
    const bar = right > -8 && right < 7 && down > -10 && down < -5 && up < 3;
    const arm = right > -8 && right < 3 && down > -2 && down < 3 && up < -2;
    return stem || bar || arm ? levels.first : levels.background;
  };
}

/** The F in a series, and its true labels. */
function seriesOfF(
  directions: (typeof everyAcquisition)[number][1],
  size: Volume["grid"]["size"],
): {
  volume: Volume;
  truth: Uint8Array;
} {
  const spacingMm = [1.1, 0.9, 1.7] as const;
  const empty = volumeOf(size, spacingMm, directions, () => 0);
  const volume = volumeOf(size, spacingMm, directions, drawF(middleOf(empty.grid)));
  const truth = Uint8Array.from(volume.voxels, (value) =>
    value === levels.second ? 2 : value === levels.first ? 1 : 0,
  );
  return { volume, truth };
}

/** Share of the voxels that belong to something in the truth or the labels and are labelled rightly. */
function agreement(labels: LabelArray, truth: LabelArray): number {
  let [right, all] = [0, 0];
  for (const [index, label] of labels.entries()) {
    if (label === 0 && truth[index] === 0) continue;
    all++;
    if (label === truth[index]) right++;
  }
  return right / all;
}

const plain = { adjacentSlices: undefined, shape: [1, 1, 32, 48] };
const cube = [1, 1, 16, 20, 24];
const threeClasses = (shape: number[]) => ({ shape: [shape[0], 3, ...shape.slice(2)] });
const targetGrid = {
  inPlane: "target-grid",
  spacingMm: [0.9, 0.8, 1.1],
  align: "edges",
  interpolation: "cubic",
  tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
  back: { values: "averaged", interpolation: "linear" },
};
const bell = {
  kind: "gaussian",
  sigma: 0.125,
  centre: "voxel",
  peak: 10,
  precision: "float16",
  floor: "lowest",
};

/** Every way a manifest can look at a series; each must find the F where it is. */
const ways: readonly [string, Parameters<typeof exampleWith>][] = [
  ["slices with neighbours", [{}]],
  ["single slices", [plain]],
  ["coronal slices", [{ plane: "coronal" }]],
  ["sagittal slices", [{ plane: "sagittal" }]],
  ["slices as acquired", [{ plane: "acquired" }]],
  ["turned axes", [{ ...plain, plane: "sagittal", axes: { columns: "S", rows: "A", slices: "R" } }]],
  [
    "channels last",
    [
      { ...plain, layout: "NHWC", shape: ["batch", 32, 48, 1] },
      { layout: "NHWC", shape: ["batch", 32, 48, 3] },
    ],
  ],
  ["one spacing", [{ ...plain, resampling: { inPlane: "target-spacing", spacingMm: 0.8 } }]],
  [
    "tiles",
    [
      {
        ...plain,
        shape: [1, 1, 16, 20],
        resampling: { inPlane: "target-spacing", spacingMm: 0.9, overlap: 0.4 },
      },
      { shape: [1, 3, 16, 20] },
    ],
  ],
  [
    "slices at a spacing of their own",
    [{ ...plain, resampling: { inPlane: "target-spacing", spacingMm: 0.8, throughPlaneSpacingMm: 0.9 } }],
  ],
  [
    "volumes",
    [
      {
        ...plain,
        layout: "NCDHW",
        shape: cube,
        resampling: { inPlane: "target-spacing", spacingMm: 0.9, throughPlaneSpacingMm: 1.1 },
      },
      { layout: "NCDHW", ...threeClasses(cube) },
    ],
  ],
  [
    "coronal volumes of the series' own slices, channels last",
    [
      {
        ...plain,
        plane: "coronal",
        layout: "NDHWC",
        shape: [1, 8, 20, 24, 1],
        resampling: { inPlane: "target-spacing", spacingMm: 1, overlap: 0.5 },
      },
      { layout: "NDHWC", shape: [1, 8, 20, 24, 3] },
    ],
  ],
  [
    "a target grid, as nnU-Net has it",
    [
      {
        ...plain,
        layout: "NCDHW",
        shape: cube,
        mirrors: ["columns", "slices"],
        crop: "non-zero",
        resampling: {
          ...targetGrid,
          separateAxis: { anisotropy: 3, interpolation: "nearest" },
          tiles: { ...targetGrid.tiles, weights: bell, sums: "float16" },
          back: { ...targetGrid.back, precision: "float16" },
        },
      },
      { layout: "NCDHW", ...threeClasses(cube), averaged: "logits" },
    ],
  ],
  [
    "slices on a target grid, resampled before they are mapped, by probabilities",
    [
      {
        ...plain,
        plane: "coronal",
        resampling: {
          ...targetGrid,
          spacingMm: [0.8, 0.8],
          align: "centres",
          interpolation: "linear",
          first: "resampling",
          tiles: { ...targetGrid.tiles, placement: "stepped" },
          back: { values: "probabilities", interpolation: "linear" },
        },
      },
      { averaged: "logits" },
    ],
  ],
  ["mirrors", [{ mirrors: ["columns", "rows", "slices"] }]],
  ["probabilities", [{ mirrors: ["rows"] }, { values: "probabilities" }]],
];

const boxes: readonly Box[] = [
  { from: [9, 4, 6], to: [12, 20, 9] },
  { from: [24, 29, 3], to: [27, 31, 16] },
];

describe("a plan", () => {
  describe.each(ways)("of %s", (name, parts) => {
    it.each(everyAcquisition)("finds the F where it is, acquired %s", (_, directions) => {
      const { volume, truth } = seriesOfF(directions, [27, 31, 19]);
      const answer: Answer = (inputs, graph) => {
        const logits = classify(inputs, graph);
        if (name !== "probabilities") return logits;
        const powers = logits.map(Math.exp);
        const sum = powers.reduce((a, b) => a + b);
        return powers.map((power) => power / sum);
      };
      const { labels, slices, plan } = segmentPointwise(volume, exampleWith(...parts), answer);
      // Each slice once, and all of them.
      expect(slices.map(({ sliceIndex }) => sliceIndex).sort((a, b) => a - b)).toEqual(
        Array.from({ length: plan.slicesTotal }, (_unused, index) => index),
      );
      // Resampling blurs the borders of so small a figure, and nothing else.
      expect(agreement(labels, truth)).toBeGreaterThan(0.75);
    });
  });

  describe.each(ways)("of %s", (_name, parts) => {
    it("limited to a box gives what it would give there, in fewer units", () => {
      const { volume } = seriesOfF(acquisitions.oblique!, [27, 31, 19]);
      const options = { probabilities: { segments: "all", entropy: true } } as const;
      const run = (box?: Box) =>
        segmentPointwise(volume, exampleWith(...parts), classify, { ...options, ...(box && { box }) });
      const whole = run();
      const { sliceAxis } = whole.plan;
      const [fast, slow] = axesOfSlice(sliceAxis);
      for (const box of boxes) {
        const limited = run(box);
        expect(limited.plan.slicesTotal).toBe(box.to[sliceAxis] - box.from[sliceAxis]);
        if (whole.plan.units.length > 19)
          expect(limited.plan.units.length).toBeLessThan(whole.plan.units.length);
        const cut = (values: LabelArray) =>
          Array.from({ length: box.to[slow] - box.from[slow] }, (_, row) => {
            const start = (box.from[slow] + row) * volume.grid.size[fast];
            return [...values.subarray(start + box.from[fast], start + box.to[fast])];
          });
        for (let index = box.from[sliceAxis]; index < box.to[sliceAxis]; index++) {
          const [expected, found] = [whole, limited].map(({ slices }) => {
            const { labels, probabilities } = slices.find(({ sliceIndex }) => sliceIndex === index)!;
            const { segments, entropy } = probabilities!;
            return [labels, ...segments.map(({ values }) => values), entropy!].map(cut);
          });
          expect(found).toEqual(expected);
        }
      }
    });
  });

  it("gives the same labels in whatever order the units come", () => {
    const { volume } = seriesOfF(acquisitions.oblique!, [27, 31, 19]);
    const manifest = exampleWith(...ways.find(([name]) => name === "volumes")![1]);
    const expected = segmentPointwise(volume, manifest, classify).labels;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (keys) => {
        const shuffle = <Item>(items: readonly Item[]): Item[] =>
          items
            .map((item) => [keys.next().value, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const { labels } = segmentPointwise(volume, manifest, classify, { order: shuffle });
        expect(labels).toEqual(expected);
      }),
      { numRuns: 4 },
    );
  });

  it("offers labels to a graphics adapter only where a unit decides a slice alone", () => {
    const { volume } = seriesOfF(acquisitions.coronal!, [27, 31, 19]);
    const offers = (...parts: Parameters<typeof exampleWith>) =>
      createInferencePlan(volume, exampleWith(...parts)).labelling !== undefined;
    expect(offers({})).toBe(true);
    expect(offers({ plane: "acquired" })).toBe(true);
    expect(offers({ mirrors: ["rows"] })).toBe(false);
    expect(offers({}, { activation: "sigmoid" })).toBe(false);
    expect(offers(...ways.find(([name]) => name === "tiles")![1])).toBe(false);
    const asked = createInferencePlan(volume, exampleManifest(), {
      probabilities: { segments: "all", entropy: true },
    });
    expect(asked.labelling).toBeUndefined();
  });

  it("tells which slices a unit has a part in", () => {
    const { volume } = seriesOfF(acquisitions["feet first prone"]!, [27, 31, 19]);
    const slices = createInferencePlan(volume, exampleManifest());
    expect(slices.units.map(({ firstSlice, lastSlice }) => [firstSlice, lastSlice])).toEqual(
      // The grid's slices run to the feet, the view's to the head.
      Array.from({ length: 19 }, (_, index) => [18 - index, 18 - index]),
    );
    const cubes = createInferencePlan(volume, exampleWith(...ways.find(([name]) => name === "volumes")![1]));
    for (const { firstSlice, lastSlice } of cubes.units) {
      expect(firstSlice).toBeGreaterThanOrEqual(0);
      expect(lastSlice).toBeLessThan(19);
      // 16 slices of 1.1 mm, and one of 1.7 mm on either side at most.
      expect((lastSlice - firstSlice) * 1.7).toBeLessThanOrEqual(16 * 1.1 + 2 * 1.7);
    }
  });
});

describe("neighbouring slices", () => {
  it("lie at the manifest's distance from inferior to superior, the ends repeated", () => {
    const volume = volumeOf(
      [48, 32, 9],
      [1.1, 1.1, 1.5],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
      (lps) => lps[2]! + 40,
    );
    const plan = createInferencePlan(volume, exampleManifest());
    const z = (gridSlice: number) => {
      const input = plan.prepare(plan.units.find(({ firstSlice }) => firstSlice === gridSlice)!).slices!;
      return [0, 1, 2].map(
        (channel) => Math.round((input[channel * 32 * 48 + 16 * 48 + 24]! * 200 - 80) * 10) / 10,
      );
    };
    // Grid slice 0 lies at z = 30, slice 8 at z = 18.
    expect(z(4)).toEqual([21, 24, 27]);
    expect(z(8)).toEqual([18, 18, 21]);
    expect(z(0)).toEqual([27, 30, 30]);
  });

  it("are turned over where the slices are mirrored", () => {
    const volume = volumeOf([8, 6, 5], [1, 1, 3], acquisitions["head first supine"]!, (lps) => lps[2]!);
    const plan = createInferencePlan(volume, exampleWith({ mirrors: ["slices"] }));
    const [as, mirrored] = plan.units
      .filter(({ firstSlice }) => firstSlice === 2)
      .map((unit) => plan.prepare(unit).slices!);
    const middle = (input: Float32Array, channel: number) => input[channel * 32 * 48 + 16 * 48 + 24];
    expect([0, 1, 2].map((channel) => middle(mirrored!, channel))).toEqual(
      [2, 1, 0].map((channel) => middle(as!, channel)),
    );
    expect(middle(as!, 0)).not.toEqual(middle(as!, 2));
  });
});

describe("coordinates", () => {
  it.each(everyAcquisition)("say where a pixel lies in the patient, acquired %s", (name, directions) => {
    const volume = volumeOf([20, 24, 12], [1, 1, 1], directions, () => 0);
    const extra = {
      kind: "coordinates",
      name: "where",
      layout: "NHWC",
      shape: [1, 32, 48, 3],
      directions: ["R", "A", "S"],
      dividedByMm: 256,
    };
    const manifest = exampleWith({
      ...plain,
      plane: "coronal",
      resampling: { inPlane: "target-spacing", spacingMm: 1 },
      extraInputs: [extra],
    });
    const plan = createInferencePlan(volume, manifest);
    // Columns run to the Left, rows to the Inferior, slices to the Posterior.
    const unit = plan.units[0]!;
    const where = plan.prepare(unit).where!;
    const at = (row: number, column: number) =>
      [0, 1, 2].map((channel) => where[(row * 48 + column) * 3 + channel]! * 256);
    const slices = plan.slicesTotal;
    const [right, anterior, superior] = at(4, 7);
    expect(right).toBeCloseTo(23.5 - 7, 4);
    expect(superior).toBeCloseTo(15.5 - 4, 4);
    expect(Math.abs(anterior!)).toBeCloseTo((slices - 1) / 2, 4);
    // The first unit is the view's first slice: the most anterior one.
    expect(anterior).toBeGreaterThan(0);
    expect(name).toBeTruthy();
  });
});

describe("three planes", () => {
  /** Each network sees the F well, but one of the three is always sure that there is nothing. */
  const withDissent =
    (dissenter: string): Answer =>
    (inputs, graph) => {
      if (graph === "consensus") {
        const [, ...answers] = inputs;
        return [0, 1, 2].map((index) => (answers[index]! + answers[index + 3]! + answers[index + 6]!) / 3);
      }
      if (graph === dissenter) return [1, 0, 0];
      const powers = classify(inputs, graph).map(Math.exp);
      const sum = powers.reduce((a, b) => a + b);
      return powers.map((power) => power / sum);
    };

  const twoAcquisitions = everyAcquisition.filter(([name]) => name === "sagittal" || name === "oblique");

  it.each(twoAcquisitions)("agree by their mean, or by a network, acquired %s", (_, directions) => {
    const { volume, truth } = seriesOfF(directions, [27, 31, 19]);
    const byNetwork = parseManifest(exampleOfThreePlanes(), "m");
    const byMean = parseManifest({ ...exampleOfThreePlanes(), consensus: { kind: "mean" } }, "m");
    for (const dissenter of ["nobody", "coronal"]) {
      const mean = segmentPointwise(volume, byMean, withDissent(dissenter));
      expect(agreement(mean.labels, truth), `mean, ${dissenter} dissents`).toBeGreaterThan(0.7);
      const weighed = segmentPointwise(volume, byNetwork, withDissent(dissenter));
      expect(weighed.plan.units.at(-1)).toMatchObject({ graph: "consensus", stage: 1 });
      // The same rule, computed by a network instead: only 16-bit roundings differ.
      expect(agreement(weighed.labels, mean.labels)).toBeGreaterThan(0.995);
    }
  });

  it("are run for a box as far as the network that weighs them sees", () => {
    const { volume } = seriesOfF(acquisitions.oblique!, [27, 31, 19]);
    const manifest = parseManifest(exampleOfThreePlanes(), "m");
    const whole = segmentPointwise(volume, manifest, withDissent("coronal"));
    const [{ from, to }] = boxes as readonly [Box];
    const limited = segmentPointwise(volume, manifest, withDissent("coronal"), { box: { from, to } });
    expect(limited.plan.units.length).toBeLessThan(whole.plan.units.length);
    for (let k = from[2]; k < to[2]; k++) {
      for (let j = from[1]; j < to[1]; j++) {
        const start = 27 * (j + 31 * k);
        const row = (labels: LabelArray) => labels.slice(start + from[0], start + to[0]);
        expect(row(limited.labels)).toEqual(row(whole.labels));
      }
    }
  });

  it("give the consensus the image first", () => {
    const { volume } = seriesOfF(acquisitions["head first supine"]!, [27, 31, 19]);
    const images: number[] = [];
    let worst = 0;
    segmentPointwise(volume, parseManifest(exampleOfThreePlanes(), "m"), (inputs, graph) => {
      if (graph !== "consensus") return [0.25, 0.75, 0];
      images.push(inputs[0]!);
      const [, ...answers] = inputs;
      // Beyond the series there are no probabilities.
      const expected = answers[0] === 0 ? [0, 0, 0] : [0.25, 0.75, 0];
      for (const [index, value] of answers.entries())
        worst = Math.max(worst, Math.abs(value - expected[index % 3]!));
      return [1, 0, 0];
    });
    expect(worst).toBeLessThan(1e-4);
    // The map of the window is linear: 60 becomes a half.
    expect(Math.max(...images)).toBeCloseTo((120 + 40) / 200, 1);
    expect(Math.min(...images)).toBe(0);
  });
});

describe("a series cropped to the input", () => {
  it("has background beyond it, and the same labels within", () => {
    const volume = volumeOf([40, 36, 20], [1, 1, 1], acquisitions["feet first prone"]!, () => 60);
    const manifest = (whenLarger: "tile" | "crop") =>
      exampleWith(
        {
          ...plain,
          layout: "NCDHW",
          shape: [1, 1, 12, 16, 24],
          resampling: { inPlane: "target-spacing", spacingMm: 1, throughPlaneSpacingMm: 1, whenLarger },
        },
        { layout: "NCDHW", shape: [1, 3, 12, 16, 24] },
      );
    expect(new Set(segmentPointwise(volume, manifest("tile"), classify).labels)).toEqual(new Set([1]));
    const { labels, plan } = segmentPointwise(volume, manifest("crop"), classify, {
      probabilities: { segments: [1], entropy: true },
    });
    expect(plan.units).toHaveLength(1);
    const [columns, rows] = volume.grid.size;
    for (const [index, label] of labels.entries()) {
      const [i, j, k] = [
        index % columns,
        Math.floor(index / columns) % rows,
        Math.floor(index / columns / rows),
      ];
      const isWithin = i >= 8 && i < 32 && j >= 10 && j < 26 && k >= 4 && k < 16;
      expect(label, `${i} ${j} ${k}`).toBe(isWithin ? 1 : 0);
    }
  });
});

describe("overlapping structures", () => {
  const manifest = (segments: object[]) =>
    exampleWith({ ...plain }, { activation: "sigmoid", shape: [1, 2, 32, 48] }, { segments });
  const [liver, tumour] = exampleJson().segments;
  const whole = { ...liver!, channel: 0 };
  const core = { ...tumour!, channel: 1 };
  /** The whole from 0 mm on, its core from 6 mm on. */
  const answer: Answer = ([value]) => [(value! - 0.3) * 100, (value! - 0.6) * 100];

  it("give a voxel to the last segment that reaches its threshold", () => {
    const volume = volumeOf(
      [48, 32, 2],
      [1.1, 1.1, 1],
      acquisitions["head first supine"]!,
      (lps) => lps[0]! * 4,
    );
    const toLabels = (segments: object[]) => segmentPointwise(volume, manifest(segments), answer).labels;
    const count = (labels: LabelArray, value: number) => labels.filter((label) => label === value).length;
    const nested = toLabels([whole, core]);
    const [inWhole, inCore] = [count(nested, 1), count(nested, 2)];
    expect(inWhole).toBeGreaterThan(0);
    expect(inCore).toBeGreaterThan(0);
    const reversed = toLabels([core, whole]);
    expect([count(reversed, 1), count(reversed, 2)]).toEqual([inWhole + inCore, 0]);
    // A threshold of 0.99 lies 0.046 above one of a half: more than a column.
    const strict = toLabels([whole, { ...core, threshold: 0.99 }]);
    expect(count(strict, 2)).toBeLessThan(inCore);
    expect(count(strict, 1) + count(strict, 2)).toBe(inWhole + inCore);
  });
});

describe("labels out of a graph", () => {
  it("become the values of their segments, without background", () => {
    const { volume, truth } = seriesOfF(acquisitions.sagittal!, [27, 31, 19]);
    const [liver, tumour] = exampleJson().segments;
    const manifest = exampleWith(
      plain,
      { activation: "labels", layout: "NHW", shape: [1, 32, 48] },
      // The graph says 7 for what the file calls 1; 2 it says itself.
      { segments: [{ ...liver, channel: 7 }, tumour] },
    );
    const answer: Answer = (inputs, graph) => {
      const logits = classify(inputs, graph);
      return [[0, 7, 2][logits.indexOf(Math.max(...logits))]!];
    };
    expect(agreement(segmentPointwise(volume, manifest, answer).labels, truth)).toBeGreaterThan(0.75);
  });
});

describe("the way back to the series", () => {
  it("puts a border where the network has it, to a fraction of a pixel", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everyAcquisition.slice(0, 4).map(([, directions]) => directions)),
        fc.double({ min: 0.5, max: 2.5, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (directions, spacing, border) => {
          const volume = volumeOf([25, 22, 21], [spacing, 0.8, 1.3], directions, (lps) => lps[0]!);
          const x0 = middleOf(volume.grid)[0];
          const manifest = exampleWith({
            ...plain,
            intensity: { kind: "window", lowerHu: -1000, upperHu: 1000, outputRange: [-1000, 1000] },
          });
          const { labels } = segmentPointwise(volume, manifest, ([x]) => [0, x! - x0 - border, -1e9]);
          const [columns, rows] = volume.grid.size;
          let [seen, wrong] = [0, 0];
          for (const [index, label] of labels.entries()) {
            const ijk = [
              index % columns,
              Math.floor(index / columns) % rows,
              Math.floor(index / columns / rows),
            ];
            const x = ijkToLps(volume.grid, ijk as [number, number, number])[0] - x0;
            // Within two pixels of 1.1 mm of where the series ends its values are not linear any more.
            const isEdge = ijk.some((at, axis) => {
              const toEnd = Math.min(at, volume.grid.size[axis]! - 1 - at);
              return toEnd * volume.grid.spacingMm[axis]! < 2.3;
            });
            if (isEdge || Math.abs(x - border) < 1e-3) continue;
            seen++;
            if (label !== (x > border ? 1 : 0)) wrong++;
          }
          expect(seen).toBeGreaterThan(100);
          expect(wrong).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("gives ties to the lower label, and to no segment a channel without one", () => {
    const volume = volumeOf([48, 32, 1], [1.1, 1.1, 1], acquisitions["head first supine"]!, () => 0);
    const tie = segmentPointwise(volume, exampleManifest(), () => [0, 3, 3]);
    expect(new Set(tie.labels)).toEqual(new Set([1]));
    const onlyTumour = exampleWith({}, {}, { segments: exampleJson().segments.slice(1), postprocessing: [] });
    expect(new Set(segmentPointwise(volume, onlyTumour, () => [0, 3, 1]).labels)).toEqual(new Set([0]));
  });
});
