import { describe, expect, it } from "vitest";
import { intensityRangeOf, refineLabels, toUnitIntensities } from "../../../src/crf/index.ts";
import { atOnce } from "../../../src/workers/index.ts";

const parameters = {
  appearance: { weight: 6, distanceMm: 4, intensity: 0.1 },
  smoothness: { weight: 1, distanceMm: 1 },
  iterations: 5,
};

/** A row of ten voxels whose bright part ends after the fifth; the label ends after the seventh. */
function row(change: { readonly labels?: number[]; readonly fixed?: number[] } = {}) {
  const labels = Uint8Array.from(change.labels ?? [1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  return {
    size: [10, 1, 1] as const,
    spacingMm: [1, 1, 1] as const,
    labels,
    values: [1],
    intensities: Float32Array.from([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]),
    probabilities: Float32Array.from(labels, (label, n) => (label === 1 ? (n > 3 ? 0.6 : 0.9) : 0.2)),
    ...(change.fixed && { fixed: Uint8Array.from(change.fixed) }),
  };
}

describe("refineLabels", () => {
  it("moves a boundary to the edge of the image", () => {
    expect([...atOnce(refineLabels(row(), parameters))]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  it("keeps what is fixed, and voxels of other labels", () => {
    const part = row({ labels: [1, 1, 2, 1, 1, 1, 1, 2, 0, 0], fixed: [0, 0, 0, 0, 0, 1, 1, 0, 0, 0] });
    expect([...atOnce(refineLabels(part, parameters))]).toEqual([1, 1, 2, 1, 1, 1, 1, 2, 0, 0]);
  });
});

describe("intensities", () => {
  it("go from the 1st to the 99th percentile of what is a number, and are clipped beyond", () => {
    const values = Float32Array.from({ length: 101 }, (_, n) => n * 10);
    expect(intensityRangeOf(values)).toEqual({ lower: 10, upper: 990 });
    expect(intensityRangeOf([Number.NaN, 5])).toEqual({ lower: 5, upper: 5 });
    expect([...toUnitIntensities([0, 10, 500, 2000, Number.NaN], { lower: 10, upper: 990 })]).toEqual([
      0, 0, 0.5, 1, 0,
    ]);
    expect([...toUnitIntensities([3, 5], { lower: 5, upper: 5 })]).toEqual([0, 0]);
  });
});
