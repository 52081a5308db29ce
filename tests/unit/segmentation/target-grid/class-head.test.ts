import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../../src/model/index.ts";
import { createClassHead } from "../../../../src/segmentation/plan/target-grid/class-head.ts";
import { exampleJson } from "../../model/example-manifest.ts";
import { acquisitions, segmentPointwise, volumeOf } from "../pointwise-models.ts";

/** A head of random numbers, and what it makes of the features of one voxel. */
function createHead(channels: number, classes: number, seed: number) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const numbers = Float32Array.from({ length: classes * (channels + 1) }, random);
  return {
    head: { classes, weights: Buffer.from(numbers.buffer).toString("base64") },
    toLogits: (features: readonly number[]): number[] =>
      Array.from({ length: classes }, (_, k) =>
        [...features, 1].reduce((sum, feature, n) => sum + feature * numbers[k * (channels + 1) + n]!, 0),
      ),
  };
}

const [channels, classes] = [5, 7];
const names = ["a", "b"];
const heads = names.map((_, index) => createHead(channels, classes, 7 + index));

/** Features of a voxel that are no linear function of its grey value, other ones in the second network. */
const toFeatures = ([grey]: readonly number[], network: number): number[] =>
  Array.from({ length: channels }, (_, n) => Math.max(-0.2, Math.sin((n + 1) * grey! * 9 + n + network)));

/** One network or two on a target grid, whose graphs end before the head or with it. */
function manifestOf(hasHead: boolean, { count = 1, sums = "float32", activation = "softmax" }) {
  const { weights, input, output, segments, ...common } = exampleJson();
  const { adjacentSlices: _, ...seen } = input;
  const shape = (size: number) => ({ layout: "NCDHW", shape: [1, size, 4, 8, 6] });
  const networks = names.slice(0, count).map((name, index) => ({
    weights: weights.map((file) => ({ ...file, sha256: `${index}`.repeat(64) })),
    input: {
      ...seen,
      ...shape(1),
      mirrors: ["columns", "slices"],
      intensity: { kind: "window", lowerHu: -100, upperHu: 100, outputRange: [0, 1] },
      resampling: {
        inPlane: "target-grid",
        spacingMm: [1.3, 1.1, 1.6],
        align: "edges",
        interpolation: "linear",
        tiles: {
          overlap: 0.5,
          placement: "spread",
          weights: { kind: "gaussian", sigma: 0.125, centre: "voxel", peak: 10, floor: "lowest" },
          sums,
        },
        back: { values: "averaged", interpolation: "linear" },
      },
    },
    output: {
      ...output,
      ...shape(hasHead ? channels : classes),
      activation,
      averaged: "logits",
      ...(hasHead && { head: heads[index]!.head }),
    },
    ...(count > 1 && { name }),
  }));
  return parseManifest(
    {
      ...common,
      postprocessing: [],
      segments: Array.from({ length: classes - 1 }, (__, n) => ({
        ...segments[0],
        label: `Class ${n + 1}`,
        value: n + 1,
      })),
      ...(count > 1 ? { networks, consensus: { kind: "mean" } } : networks[0]),
    },
    "m",
  );
}

/** A run of it, by the head where it is left for later or in the network. */
function segmented(hasHead: boolean, options: Parameters<typeof manifestOf>[1]) {
  const volume = volumeOf([23, 19, 15], [1, 1, 1.2], acquisitions.oblique!, ([x, y, z]) =>
    Math.round(90 * Math.sin(x! / 3) * Math.cos(y! / 4 + z! / 5)),
  );
  return segmentPointwise(
    volume,
    manifestOf(hasHead, options),
    (inputs, graph) => {
      const network = Math.max(0, names.indexOf(graph));
      const features = toFeatures(inputs, network);
      return hasHead ? features : heads[network]!.toLogits(features);
    },
    { probabilities: { segments: "all", entropy: true } },
  );
}

describe("a head that is left for later", () => {
  it.each([
    ["one network", {}],
    ["two networks, each with a head of its own", { count: 2 }],
    ["segments that may overlap", { activation: "sigmoid" }],
    ["sums in half precision", { sums: "float16", count: 2 }],
  ])("gives the labels that it gives in the network: %s", (_, options) => {
    const [expected, found] = [segmented(false, options), segmented(true, options)];
    expect(new Set(expected.labels).size).toBeGreaterThan(4);
    expect(found.labels).toEqual(expected.labels);
    const largest = expected.slices.map(({ sliceIndex, probabilities }) => {
      const other = found.slices.find((slice) => slice.sliceIndex === sliceIndex)!.probabilities!;
      return Math.max(
        ...[...probabilities!.segments, { values: probabilities!.entropy! }].flatMap(({ values }, n) => {
          const own = n < other.segments.length ? other.segments[n]!.values : other.entropy!;
          return Array.from(values, (value, at) => Math.abs(value - own[at]!));
        }),
      );
    });
    expect(Math.max(...largest)).toBeLessThanOrEqual(1);
  });

  it("computes as many classes and pixels as there are", () => {
    for (const [channels, classes, pixels] of [
      [32, 118, 700],
      [3, 1, 5],
    ] as const) {
      const { head, toLogits } = createHead(channels, classes, 3);
      const { output } = manifestOf(true, {}).networks[0]!;
      const shape = [1, channels, 1, 1, pixels];
      const features = Float32Array.from({ length: channels * pixels }, (_, at) => Math.sin(at));
      const sums = createClassHead(
        { ...output, shape, head },
        pixels,
        "float32",
      )(() => ({ add: () => undefined, addMeansTo: (means) => means.set(features) }));
      const found = new Float32Array(classes * pixels);
      sums.addMeansTo(found, { index: 0, count: 1 });
      for (let pixel = 0; pixel < pixels; pixel++) {
        const own = Array.from({ length: channels }, (_, n) => features[n * pixels + pixel]!);
        for (const [k, logit] of toLogits(own).entries())
          expect(Math.abs(found[k * pixels + pixel]! - logit)).toBeLessThan(1e-5);
      }
    }
  });
});
