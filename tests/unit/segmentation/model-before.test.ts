import { describe, expect, test } from "vitest";
import type { FallbackBackend } from "../../../src/inference/index.ts";
import { type ModelManifest, parseManifest, toGraphs } from "../../../src/model/index.ts";
import { type Progress, type RunOptions, runNeeds } from "../../../src/segmentation/index.ts";
import { createRunQueue } from "../../../src/segmentation/run/segmenter.ts";
import type { GridSlice, Volume } from "../../../src/volume/index.ts";
import { exampleJson } from "../model/example-manifest.ts";
import { gridOf } from "./plain-grid.ts";
import { type Answer, runPointwise } from "./pointwise-models.ts";

const resampling = (spacingMm: number) => ({
  inPlane: "target-grid",
  spacingMm: [spacingMm, spacingMm, spacingMm],
  align: "edges",
  interpolation: "linear",
  tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
  back: { values: "averaged", interpolation: "nearest" },
});

/** The entries of a network that sees patches of four voxels along each axis. */
function network(spacingMm: number, channels: number, input: object = {}) {
  const { weights, input: given, output } = exampleJson();
  const { adjacentSlices: _, ...plain } = given;
  return {
    weights,
    input: {
      ...plain,
      layout: "NCDHW",
      shape: [1, channels, 4, 4, 4],
      intensity: { kind: "fixed", subtract: 0, divideBy: 1 },
      resampling: resampling(spacingMm),
      ...input,
    },
    output: { ...output, layout: "NCDHW", shape: [1, 3, 4, 4, 4], averaged: "logits" },
  };
}

function json(before: object, own: object): object {
  const { weights: _w, input: _i, output: _o, ...common } = exampleJson();
  const first = { ...network(2, 1), segments: common.segments, postprocessing: [], ...before };
  return { ...common, postprocessing: [], before: first, ...own };
}

const size = [12, 10, 8] as const;

/** A block of 50, from (4, 2, 4) to (7, 5, 5), in zeros, and a single 90 far away from it. */
function blockVolume(value = 50): Volume {
  const voxels = new Int16Array(12 * 10 * 8);
  for (let k = 4; k <= 5; k++)
    for (let j = 2; j <= 5; j++) voxels.fill(value, 4 + 12 * (j + 10 * k), 8 + 12 * (j + 10 * k));
  voxels[11 + 12 * (9 + 10 * 0)] = 90;
  return { grid: gridOf(size), voxels, unit: "HU", modality: "CT" };
}

/** The first model finds what is 40 or more at its resolution; the model whatever is above 0, as its second class where a label is. */
const answer: Answer = ([image, first, second], graph) =>
  graph === "before"
    ? [39, image!, 0]
    : [0.5, image!, first === undefined ? 0 : 100 * first + 100 * (second ?? 0)];

function run(manifest: ModelManifest, volume: Volume, options: RunOptions = {}) {
  const graphs = new Map(toGraphs(manifest).map((graph) => [graph.name, graph]));
  const given: { graph: string; tensors: Readonly<Record<string, Float32Array>> }[] = [];
  const backend: FallbackBackend = {
    provider: {
      name: "wasm",
      label: "fake",
      reason: "",
      precision: "float32",
      threads: 1,
      batch: 1,
      graphCapture: false,
      nodesOnCpu: [],
      weightsFromCache: false,
      coldStartMs: { runtime: 0, weights: 0, session: 0, firstRun: 0, tuning: 0 },
    },
    depth: 1,
    refused: [],
    restarts: 0,
    async run({ graph, units }) {
      given.push(...units.map((tensors) => ({ graph, tensors: structuredClone(tensors) })));
      return {
        units: units.map((tensors) => ({ output: runPointwise(graphs.get(graph)!, tensors, answer) })),
        computeMs: 1,
      };
    },
    async interrupt() {},
    async [Symbol.asyncDispose]() {},
  };
  return {
    given,
    result: createRunQueue({ manifest, location: "" }, backend).add(volume, options),
  };
}

describe("a model that looks where another found something", () => {
  const manifest = parseManifest(json({ box: { values: [1], marginMm: 1.9 } }, network(1, 1)), "m");

  test("is given that box and so many whole voxels around it, as if that were all", async () => {
    const slices: GridSlice[] = [];
    const told: Progress[] = [];
    const { given, result } = run(manifest, blockVolume(), {
      onSlice: (slice) => slices.push(slice),
      onProgress: (progress) => told.push(progress),
      probabilities: { segments: "all", entropy: true },
    });
    const { labelMap, report } = await result;
    expect(report.within).toEqual({ from: [3, 1, 3], to: [9, 7, 7] });
    // The single voxel lies outside; the block is found whole.
    expect(labelMap.voxels).toEqual(Uint8Array.from(blockVolume().voxels, (value) => (value === 50 ? 1 : 0)));
    expect(slices.map(({ sliceIndex }) => sliceIndex).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    expect(slices.every(({ labels }) => labels.length === 120)).toBe(true);
    expect(slices.every(({ probabilities }) => probabilities!.segments[1]!.values.length === 120)).toBe(true);
    const patches = given.map(({ graph }) => graph);
    expect(patches.slice(0, patches.indexOf("network"))).toEqual(
      patches.filter((graph) => graph === "before"),
    );
    expect(told.at(-1)!.patches).toEqual({ done: patches.length, total: patches.length });
    expect(told[0]).toMatchObject({ patches: { done: 0 }, secondsLeft: undefined });
    expect(report.units).toBe(patches.length);
  });

  test("is run for a box in the part of it that was found; runs are known beforehand, if not how few", async () => {
    const box = { from: [0, 0, 2], to: [6, 10, 5] } as const;
    const slices: GridSlice[] = [];
    const { given, result } = run(manifest, blockVolume(), { box, onSlice: (slice) => slices.push(slice) });
    const { labelMap, report } = await result;
    const expected = Uint8Array.from(blockVolume().voxels, (value, at) => {
      const [i, k] = [at % 12, Math.floor(at / 120)];
      return value === 50 && i < 6 && k < 5 ? 1 : 0;
    });
    expect(labelMap.voxels).toEqual(expected);
    expect(slices.map(({ sliceIndex }) => sliceIndex).sort()).toEqual([2, 3, 4]);
    expect(report).toMatchObject({ box, slices: 3 });
    const needs = runNeeds(blockVolume().grid, manifest, { box });
    expect(needs).toMatchObject({ slices: 3, isAtMost: true });
    const before = given.filter(({ graph }) => graph === "before").length;
    expect(needs.unitsOf.get("before")).toBe(before);
    expect(needs.units).toBeGreaterThanOrEqual(given.length);
    // Outside what was found there is nothing to run.
    const beside = run(manifest, blockVolume(), { box: { from: [10, 0, 0], to: [12, 10, 8] } });
    expect((await beside.result).labelMap.voxels.every((label) => label === 0)).toBe(true);
    expect(beside.given.every(({ graph }) => graph === "before")).toBe(true);
  });

  test("finds nothing where that found nothing, and is not run", async () => {
    const slices: GridSlice[] = [];
    const { given, result } = run(manifest, blockVolume(30), { onSlice: (slice) => slices.push(slice) });
    const { labelMap, report } = await result;
    expect(labelMap.voxels.every((label) => label === 0)).toBe(true);
    expect(given.every(({ graph }) => graph === "before")).toBe(true);
    expect(report.within).toEqual({ from: [0, 0, 0], to: [0, 0, 0] });
    expect(slices).toHaveLength(8);
  });
});

test("a model that sees what another found has its labels as channels", async () => {
  const manifest = parseManifest(json({}, network(1, 3, { labels: [1, 2] })), "m");
  const { given, result } = run(manifest, blockVolume());
  const { labelMap, report } = await result;
  expect(report.within).toBeUndefined();
  // Where the first model found it, the second class; the single voxel, which that did not find, is the first.
  const expected = Uint8Array.from(blockVolume().voxels, (value) =>
    value === 50 ? 2 : value === 90 ? 1 : 0,
  );
  expect(labelMap.voxels).toEqual(expected);
  const seen = given.filter(({ graph }) => graph === "network").map(({ tensors }) => tensors.slices!);
  const ones = (channel: number) =>
    seen.reduce(
      (sum, values) =>
        sum + values.subarray(64 * channel, 64 * channel + 64).filter((one) => one === 1).length,
      0,
    );
  expect(ones(1)).toBeGreaterThan(0);
  expect(ones(2)).toBe(0);
});

describe("a manifest with a model before", () => {
  const box = { values: [1], marginMm: 5 };
  test.each<[string, object, object, string]>([
    ["nothing goes by it", {}, network(1, 1), "Nothing goes by what it finds"],
    [
      "a label that it does not find",
      { box: { ...box, values: [7] } },
      network(1, 1),
      "before.box.values.*no segment 7",
    ],
    ["a channel of one", {}, network(1, 2, { labels: [5] }), "input.labels.*no segment 5"],
    ["too few channels", {}, network(1, 1, { labels: [1] }), "as many channels"],
    ["labels twice", {}, network(1, 3, { labels: [1, 1] }), "no label twice"],
    ["another modality", { ...network(2, 1, { modality: "MR" }), box }, network(1, 1), "the same series"],
    [
      "labels of its own",
      { ...network(2, 2, { labels: [1] }), box },
      network(1, 1),
      "before.input.labels.*none before itself",
    ],
    ["a negative margin", { box: { ...box, marginMm: -1 } }, network(1, 1), "before.box.marginMm"],
    [
      "a channel it lacks",
      { box, segments: [{ ...exampleJson().segments[0]!, channel: 9 }] },
      network(1, 1),
      "before.segments.0",
    ],
    ["an unknown key", { box, title: "x" }, network(1, 1), "before.*title"],
  ])("is refused for %s", (_, before, own, message) => {
    expect(() => parseManifest(json(before, own), "m")).toThrow(new RegExp(message));
  });

  test("needs one for labels", () => {
    const { before: _, ...alone } = json({}, network(1, 2, { labels: [1] })) as { before: object };
    expect(() => parseManifest(alone, "m")).toThrow("There is no model before that finds labels");
  });

  test("may have several networks, of other names than the model's", () => {
    const { weights, input, output } = network(2, 1);
    const folds = (names: readonly string[]) => {
      const {
        weights: _w,
        input: _i,
        output: _o,
        ...first
      } = (json({ box }, network(1, 1)) as { before: Record<string, unknown> }).before;
      return json(
        {},
        {
          ...network(1, 1),
          before: {
            ...first,
            networks: names.map((name) => ({ name, weights, input, output })),
            consensus: { kind: "mean" },
          },
        },
      );
    };
    expect(toGraphs(parseManifest(folds(["a", "b"]), "m")).map(({ name }) => name)).toEqual([
      "a",
      "b",
      "network",
    ]);
    expect(() => parseManifest(folds(["a", "network"]), "m")).toThrow('the same name, "network"');
  });
});
