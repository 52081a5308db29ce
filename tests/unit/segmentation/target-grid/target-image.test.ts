import { describe, expect, it } from "vitest";
import { chooseClasses } from "../../../../src/model/index.ts";
import { createInferencePlan } from "../../../../src/segmentation/plan/inference-plan.ts";
import { createModelGrid } from "../../../../src/segmentation/plan/model-grid.ts";
import { layOutTargetGrid } from "../../../../src/segmentation/plan/target-grid/target-image.ts";
import type { Volume } from "../../../../src/volume/index.ts";
import { partsManifest } from "../../model/parts-manifest.ts";
import { gridOf } from "../plain-grid.ts";
import { exampleWith, segmentPointwise } from "../pointwise-models.ts";

const size = [8, 7, 6] as const;

/** A hollow box of 10, from (2, 1, 1) to (6, 4, 4), whose inside is 0 but for one voxel of 40, in zeros. */
function framed(): Volume {
  const voxels = new Int16Array(8 * 7 * 6);
  for (let k = 1; k <= 4; k++) {
    for (let j = 1; j <= 4; j++) {
      for (let i = 2; i <= 6; i++) {
        const isWall = [k === 1, k === 4, j === 1, j === 4, i === 2, i === 6].some(Boolean);
        if (isWall) voxels[i + 8 * (j + 7 * k)] = 10;
      }
    }
  }
  voxels[4 + 8 * (2 + 7 * 2)] = 40;
  return { grid: gridOf(size), voxels, unit: "HU", modality: "CT" };
}

const input = (parts: object = {}) => ({
  adjacentSlices: undefined,
  layout: "NCDHW",
  shape: [1, 1, 4, 4, 4],
  crop: "non-zero",
  intensity: { kind: "fixed", subtract: 0, divideBy: 1 },
  resampling: {
    inPlane: "target-grid",
    spacingMm: [1, 1, 1],
    align: "edges",
    interpolation: "cubic",
    tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
    back: { values: "averaged", interpolation: "linear" },
  },
  ...parts,
});
const output = { layout: "NCDHW", shape: [1, 3, 4, 4, 4], averaged: "logits" };

/** What a network sees of the framed volume: size and values. */
function seen(parts: object = {}) {
  const manifest = exampleWith(input(parts), {
    ...output,
    ...("shape" in parts && { shape: [1, 3, 4, 4, 9] }),
  });
  const volume = framed();
  const { input: given } = manifest.networks[0]!;
  if (given.resampling.inPlane !== "target-grid") throw new Error("not a target grid");
  const { resampling, crop } = given;
  const grid = createModelGrid(volume.grid, manifest, (frame) =>
    layOutTargetGrid([volume], { resampling, crop }, frame),
  );
  const image = grid.target!.volumesFor(manifest.networks[0]!)[0]!;
  const counts = grid.axes.map(({ modelCount }) => modelCount);
  const values = Array.from({ length: counts[2]! }, (_, slice) => [...image.slice(slice)]).flat();
  return { grid, counts, values };
}

describe("a series on a target grid", () => {
  it("is the box of all voxels other than 0", () => {
    const { grid, counts, values } = seen();
    expect(counts).toEqual([5, 4, 4]);
    expect(values.filter((value) => value === 10)).toHaveLength(80 - 12);
    expect(grid.axes[0].covered).toEqual({ first: 2, count: 5 });
  });

  it("is padded with 0 after its values are mapped", () => {
    const { counts, values } = seen({
      shape: [1, 1, 4, 4, 9],
      intensity: { kind: "fixed", subtract: 100, divideBy: 10 },
    });
    expect(counts).toEqual([9, 4, 4]);
    expect(values.slice(0, 9)).toEqual([0, 0, -9, -9, -9, -9, -9, 0, 0]);
  });

  it.each([
    ["all of the box", undefined, 80, 720 / 80],
    ["voxels other than 0", "voxels", 69, 720 / 69],
    ["these and the holes in them", "filled", 80, 720 / 80],
  ] as const)("is normalised by %s", (_, nonZero, count, mean) => {
    const { values } = seen({
      intensity: { kind: "z-score", ...(nonZero && { over: { nonZero } }) },
    });
    const squares = 68 * (10 - mean) ** 2 + (40 - mean) ** 2 + (count - 69) * mean ** 2;
    const deviation = Math.sqrt(squares / count);
    expect(values[0]).toBeCloseTo((10 - mean) / deviation, 5);
    // A hole that does not count is left at 0.
    expect(values[1 + 5 * (1 + 4)]).toBeCloseTo(nonZero === "voxels" ? 0 : -mean / deviation, 5);
  });

  it("is cropped after it is resampled where that comes first, and its fractions are dropped", () => {
    const { counts, values } = seen({
      resampling: {
        ...input().resampling,
        spacingMm: [0.5, 1, 1],
        interpolation: "linear",
        first: "resampling",
        round: "towards-zero",
      },
    });
    expect(counts).toEqual([12, 4, 4]);
    expect(values.slice(0, 12)).toEqual([2, 7, 10, 10, 10, 10, 10, 10, 10, 10, 7, 2]);
  });

  it("gets background beyond the box, in every slice of the series", () => {
    const { labels, slices } = segmentPointwise(framed(), exampleWith(input(), output), () => [0, 1, 0]);
    expect(slices).toHaveLength(6);
    expect(labels.filter((label) => label === 1)).toHaveLength(80);
    expect(labels[2 + 8 * (1 + 7)]).toBe(1);
    expect(labels[1 + 8 * (1 + 7)]).toBe(0);
  });

  it("gives a segment the voxels above its threshold, not at it, where the manifest says so", () => {
    const at = (claims?: string) =>
      segmentPointwise(
        framed(),
        exampleWith(input(), { ...output, activation: "sigmoid", ...(claims && { claims }) }),
        () => [0, 0, -9],
      ).labels.includes(1);
    expect(at()).toBe(true);
    expect(at("above-threshold")).toBe(false);
  });

  it.each([2, 300])("is labelled part by part, a later one over the earlier ones: up to %d", (highest) => {
    const narrow = partsManifest(input(), output);
    const [whole, wall] = narrow.segments;
    const manifest = { ...narrow, segments: [whole!, { ...wall!, value: highest }] };
    const probabilities = { segments: "all", entropy: true } as const;
    const { plan, labels, slices } = segmentPointwise(
      framed(),
      manifest,
      ([value], graph) => [0, graph === "whole" ? 1 : value! - 5],
      { probabilities },
    );
    expect(plan.isOrdered).toBe(true);
    expect(slices).toHaveLength(6);
    expect(labels.filter((label) => label === 1)).toHaveLength(80 - 69);
    expect(labels.filter((label) => label === highest)).toHaveLength(69);
    expect(labels.BYTES_PER_ELEMENT).toBe(highest > 255 ? 2 : 1);
    const [first] = slices.filter(({ labels: found }) => found.includes(1));
    expect(first!.probabilities!.segments.map(({ segmentNumber }) => segmentNumber)).toEqual([1, highest]);
    expect(first!.probabilities!.entropy).toBeDefined();
  });

  it("runs no part without a kept class", () => {
    const { manifest } = chooseClasses(partsManifest(input(), output), [2]);
    const { plan, labels } = segmentPointwise(framed(), manifest, ([value]) => [0, value! - 5]);
    expect(new Set(plan.units.map(({ graph }) => graph))).toEqual(new Set(["wall"]));
    expect(labels.filter((label) => label === 2)).toHaveLength(69);
  });

  it("has units for the slices that its patches lie in", () => {
    const plan = createInferencePlan(framed(), exampleWith(input(), output));
    expect(plan.slicesTotal).toBe(6);
    expect(plan.units).toHaveLength(2);
    expect(plan.labelling).toBeUndefined();
  });
});
