import { describe, expect, test } from "vitest";
import { alignSeries } from "../../../src/segmentation/run/patient-series.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { acquisitions, exampleWith, segmentPointwise, volumeOf } from "./pointwise-models.ts";

const supine = acquisitions["head first supine"]!;
const fixed = { kind: "fixed", subtract: 0, divideBy: 1 };

function manifestOf(input: object, layout: "NCHW" | "NCDHW" = "NCHW") {
  const size = layout === "NCHW" ? [6, 8] : [4, 6, 8];
  return exampleWith(
    {
      adjacentSlices: undefined,
      layout,
      shape: [1, 2, ...size],
      modality: "MR",
      intensity: fixed,
      series: [{ name: "T1" }, { name: "CT", modality: "CT", intensity: { ...fixed, divideBy: 10 } }],
      ...input,
    },
    { layout, shape: [1, 3, ...size], ...("crop" in input && { averaged: "logits" }) },
    { postprocessing: [] },
  );
}

const sampled = { resampling: { inPlane: "target-spacing", spacingMm: 1 } };
const target = {
  crop: "non-zero",
  resampling: {
    inPlane: "target-grid",
    spacingMm: [1, 1, 1],
    align: "edges",
    interpolation: "linear",
    tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
    back: { values: "averaged", interpolation: "nearest" },
  },
};
const [t1, ct] = [
  { ...volumeOf([8, 6, 4], [1, 1, 1], supine, ([x]) => (x! > -8 && x! < -6 ? 1 : 0)), modality: "MR" },
  volumeOf([8, 6, 4], [1, 1, 1], supine, ([, y]) => (y! > 9 ? 10 : 0)),
] as const;
/** Which of the two series has the voxel, the second over the first. */
const answer = ([a, b]: readonly number[]) => [0.5, a!, 2 * b!];

describe("a model of two series", () => {
  test.each([
    ["sampled slice by slice", manifestOf(sampled)],
    ["on a target grid, cropped to what is not 0 in any of them", manifestOf(target, "NCDHW")],
  ])("sees each as a channel, on its own grey scale: %s", (_, manifest) => {
    const { labels } = segmentPointwise(t1, manifest, answer, { series: [t1, ct] });
    const expected = Uint8Array.from(t1.voxels, (value, at) => (ct.voxels[at]! > 0 ? 2 : value > 0 ? 1 : 0));
    expect(labels).toEqual(expected);
    expect(new Set(labels)).toEqual(new Set([0, 1, 2]));
  });

  test("statistics go over what is not 0 in each of them, or in any", () => {
    const seen = (of: "each-series" | "any-series") => {
      const over = { nonZero: "voxels", of };
      const manifest = manifestOf({ ...target, intensity: { kind: "z-score", over } }, "NCDHW");
      const inputs: number[] = [];
      segmentPointwise(
        t1,
        manifest,
        ([a]) => {
          inputs.push(a!);
          return [1, 0, 0];
        },
        { series: [t1, ct] },
      );
      return new Set(inputs.map((value) => value.toFixed(3)));
    };
    // All that is not 0 in T1 has one value; with the voxels of the CT there are two.
    expect(seen("each-series")).toEqual(new Set(["0.000"]));
    expect(seen("any-series").size).toBe(3);
  });
});

describe("the series of a patient", () => {
  const manifest = manifestOf(sampled);
  const failing =
    (others: Record<string, Volume>, first: Volume = t1) =>
    () =>
      alignSeries(first, others, manifest);

  test("are put in the order of the channels, on the grid of the first", () => {
    const coarse = volumeOf([4, 3, 4], [2, 2, 1], supine, () => 5);
    const [first, second] = alignSeries(t1, { CT: coarse }, manifest);
    expect(first).toBe(t1);
    expect(second!.grid).toBe(t1.grid);
    expect(alignSeries(t1, { CT: ct }, manifest)[1]).toBe(ct);
  });

  test.each<[string, () => unknown, string]>([
    ["one is missing", failing({}), 'the series "T1", "CT" of a patient; not given: "CT".'],
    ["one is foreign", failing({ CT: ct, FLAIR: t1 }), 'and has no "FLAIR"'],
    ["the first is of another modality", failing({ CT: ct }, ct), "is made for MR"],
    ["another is", failing({ CT: t1 }), 'needs CT for "CT"'],
    [
      "they do not overlap",
      failing({ CT: { ...ct, grid: { ...ct.grid, originLps: [500, 0, 0] } } }),
      "does not overlap the first series",
    ],
  ])("are refused where %s", (_, run, message) => {
    expect(run).toThrow(
      expect.objectContaining({ code: "model-mismatch", message: expect.stringContaining(message) }),
    );
  });

  test("of a model of one series are none beside it", () => {
    const one = exampleWith({});
    expect(alignSeries(ct, undefined, one)).toEqual([ct]);
    expect(() => alignSeries(ct, { T2: t1 }, one)).toThrow("takes one series per patient");
  });
});
