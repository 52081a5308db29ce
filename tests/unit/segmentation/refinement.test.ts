import { describe, expect, it } from "vitest";
import type { Grid } from "../../../src/geometry/index.ts";
import { refinedValues } from "../../../src/model/index.ts";
import { uniteRequests } from "../../../src/segmentation/plan/probability-request.ts";
import {
  KeptProbabilities,
  type RefinementStep,
  refineBoundaries,
} from "../../../src/segmentation/plan/refinement.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { atOnce } from "../../../src/workers/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { exampleWith } from "./pointwise-models.ts";

const step: RefinementStep = {
  operation: "dense-crf",
  values: [1],
  dimensions: 2,
  appearance: { weight: 6, distanceMm: 4, intensity: 0.1 },
  smoothness: { weight: 1, distanceMm: 1 },
  iterations: 5,
};

/** Bright where the second axis is below 8, and likely a segment where it is below 10. */
function series(size: Grid["size"], sliceAxis: 0 | 1 | 2) {
  const grid = straightGrid(size);
  const voxels = new Int16Array(size[0] * size[1] * size[2]);
  const labels = new Uint8Array(voxels.length);
  const kept = new KeptProbabilities(grid, sliceAxis);
  for (let n = 0; n < voxels.length; n++) {
    const j = Math.floor(n / size[0]) % size[1];
    voxels[n] = j < 8 ? 300 : 0;
    labels[n] = j < 10 ? 1 : 0;
  }
  const [fast, slow] = [0, 1, 2].filter((axis) => axis !== sliceAxis) as [0 | 1, 1 | 2];
  for (let sliceIndex = 0; sliceIndex < size[sliceAxis]; sliceIndex++) {
    const values = Uint8Array.from({ length: size[fast] * size[slow] }, (_, n) => {
      const j = fast === 1 ? n % size[1] : Math.floor(n / size[fast]);
      return j < 7 ? 230 : j < 10 ? 150 : 0;
    });
    kept.add({
      sliceAxis,
      sliceIndex,
      labels: new Uint8Array(values.length),
      probabilities: { segments: [{ segmentNumber: 1, values }], entropy: undefined },
    });
  }
  const volume: Volume = { grid, voxels, unit: "HU", modality: "CT" };
  return { volume, labels, kept };
}

describe("refineBoundaries", () => {
  it.each([
    ["slices", 2, 2],
    ["sagittal slices", 0, 2],
    ["three dimensions", 2, 3],
  ] as const)("moves them to the edges of the image in %s", (_, sliceAxis, dimensions) => {
    const { volume, labels, kept } = series([12, 16, 4], sliceAxis);
    const refining = refineBoundaries(
      labels,
      volume,
      { ...step, dimensions },
      { probabilities: kept, sliceAxis },
    );
    atOnce(refining);
    expect(
      [...labels].map((label, n) => [label, Math.floor(n / 12) % 16 < 8 ? 1 : 0]).filter(([a, b]) => a !== b),
    ).toEqual([]);
  });

  it("goes through a large box a slab at a time, with the same labels", () => {
    const { volume, labels, kept } = series([420, 420, 26], 2);
    const refining = refineBoundaries(
      labels,
      volume,
      { ...step, dimensions: 3, iterations: 1 },
      { probabilities: kept, sliceAxis: 2 },
    );
    atOnce(refining);
    const ends = new Set(
      [...Array(26).keys()].map((k) => labels.indexOf(0, 420 * 420 * k + 5 * 420) - 420 * 420 * k),
    );
    expect(ends).toEqual(new Set([8 * 420]));
  }, 60_000);

  it("goes by a range of its own, and leaves slices without a likely voxel alone", () => {
    const { volume, labels } = series([12, 16, 4], 2);
    const none = new KeptProbabilities(volume.grid, 2);
    const before = labels.slice();
    for (const dimensions of [2, 3] as const)
      atOnce(
        refineBoundaries(labels, volume, { ...step, dimensions }, { probabilities: none, sliceAxis: 2 }),
      );
    expect(labels).toEqual(before);
    const [byRange, byPercentiles] = [series([12, 16, 4], 2), series([12, 16, 4], 2)];
    for (const [given, intensityRange] of [
      [byRange, [1000, 2000] as [number, number]],
      [byPercentiles, undefined],
    ] as const)
      atOnce(
        refineBoundaries(
          given.labels,
          volume,
          { ...step, intensityRange },
          { probabilities: given.kept, sliceAxis: 2 },
        ),
      );
    expect(byRange.labels).not.toEqual(byPercentiles.labels);
  });
});

describe("the probabilities that refinement needs", () => {
  it("are kept wherever any segment is likely, whichever reaches farthest in each direction", () => {
    const kept = new KeptProbabilities(straightGrid([6, 8, 1]), 2);
    const rowsOf = (first: number, last: number) =>
      Uint8Array.from({ length: 48 }, (_, n) =>
        n >= 6 * first && n < 6 * (last + 1) && n % 6 > 1 ? 255 : 0,
      );
    kept.add({
      sliceAxis: 2,
      sliceIndex: 0,
      labels: new Uint8Array(48),
      probabilities: {
        segments: [
          { segmentNumber: 1, values: rowsOf(2, 6) },
          { segmentNumber: 2, values: rowsOf(1, 3) },
        ],
        entropy: undefined,
      },
    });
    expect(kept.box(0)).toEqual({ from: [2, 1, 0], to: [6, 7, 1] });
    expect(kept.within(kept.box(0), [1]).reduce((sum, value) => sum + value, 0)).toBe(20);
  });

  it("are those of its segments, beside those that were asked for", () => {
    const postprocessing = [
      { ...step, values: [1, 2] },
      { ...step, values: [2] },
    ];
    const refined = refinedValues(exampleWith({}, {}, { postprocessing }));
    expect(refined).toEqual([1, 2]);
    expect(refinedValues(exampleWith({}, {}, { postprocessing: [] }))).toEqual([]);
    const needed = { segments: refined, entropy: false };
    expect(uniteRequests({ segments: [3, 2], entropy: true }, needed)).toEqual({
      segments: [3, 2, 1],
      entropy: true,
    });
    expect(uniteRequests({ segments: "all", entropy: false }, needed).segments).toBe("all");
    expect(uniteRequests(undefined, needed)).toBe(needed);
  });
});
