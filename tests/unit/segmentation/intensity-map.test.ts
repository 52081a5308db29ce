import { describe, expect, it } from "vitest";
import type { Intensity } from "../../../src/model/index.ts";
import { createIntensityMap } from "../../../src/segmentation/plan/intensity-map.ts";

const ramp = Int16Array.from({ length: 101 }, (_, index) => index * 2);

/** What the map makes of a value, by its definition. */
function applied(voxels: Int16Array | Float32Array, intensity: Intensity) {
  const { lower, upper, base, gain, outside } = createIntensityMap({ voxels }, intensity);
  const of = (value: number) => outside + gain * (Math.min(Math.max(value, lower), upper) - base);
  return { of, outside };
}

type Percentile = Extract<Intensity, { kind: "percentile" }>;

function percentiles(
  lower: number,
  upper: number,
  outputRange: [number, number],
  more: Partial<Percentile> = {},
): Percentile {
  return { kind: "percentile", lower, upper, outputRange, ...more };
}

describe("createIntensityMap", () => {
  it("clips to a window and maps it linearly", () => {
    const { of, outside } = applied(ramp, {
      kind: "window",
      lowerHu: -40,
      upperHu: 160,
      outputRange: [-1, 1],
    });
    expect([-100, -40, 60, 160, 500].map(of)).toEqual([-1, -1, 0, 1, 1]);
    expect(outside).toBe(-1);
  });

  it("clips to percentiles of the series and maps them linearly", () => {
    const { of, outside } = applied(ramp, percentiles(10, 90, [0, 2]));
    expect([0, 20, 100, 180, 200].map(of)).toEqual([0, 0, 1, 2, 2]);
    expect(outside).toBe(0);
    const open = applied(ramp, percentiles(10, 90, [0, 2], { clip: false }));
    expect([0, 20, 100, 180, 200].map((value) => Number(open.of(value).toFixed(9)))).toEqual([
      -0.25, 0, 1, 2, 2.25,
    ]);
    expect(open.outside).toBe(0);
  });

  it("measures percentiles over the brighter voxels where that is asked for", () => {
    expect(applied(ramp, percentiles(0, 100, [0, 1], { over: { aboveValue: 99 } })).of(100)).toBe(0);
    expect(applied(ramp, percentiles(0, 100, [0, 1], { over: { abovePercentile: 50 } })).of(102)).toBe(0);
  });

  it("measures by the median of what is brighter than the mean", () => {
    // Mean 30, above it 40, 60 and 100.
    const voxels = Int16Array.of(0, 0, 10, 10, 20, 40, 60, 100);
    const foreground: Intensity = { kind: "foreground", lower: 0, median: 0.4, outputRange: [0, 2] };
    const { of, outside } = applied(voxels, foreground);
    expect([0, 60, 75, 150, 900].map((value) => Number(of(value).toFixed(9)))).toEqual([0, 0.8, 1, 2, 2]);
    expect(outside).toBe(0);
    // Another scale and offset of the same image comes out alike.
    const other = applied(
      Float32Array.from(voxels, (value) => 7.5 * value - 300),
      foreground,
    );
    expect(other.of(7.5 * 60 - 300)).toBeCloseTo(0.8, 6);
  });

  it("makes everything the lower end where all voxels are alike", () => {
    const flat = new Int16Array(7).fill(9);
    const { of } = applied(flat, { kind: "percentile", lower: 1, upper: 99, outputRange: [3, 4] });
    expect([0, 9, 100].map(of)).toEqual([3, 3, 3]);
    expect(applied(flat, { kind: "z-score" }).of(9)).toBe(0);
    expect(applied(flat, { kind: "z-score" }).outside).toBe(0);
  });

  it("moves the mean to 0 and the deviation to 1", () => {
    const voxels = Int16Array.of(2, 4, 4, 4, 5, 5, 7, 9);
    const { of, outside } = applied(voxels, { kind: "z-score" });
    expect([5, 7, 9].map(of)).toEqual([0, 1, 2]);
    // Beyond the series lies what its lowest value becomes.
    expect(outside).toBeCloseTo(-1.5, 12);
    const clipped = applied(voxels, { kind: "z-score", clip: [-1, 1.5], outside: 0 });
    expect([2, 5, 9].map((value) => Number(clipped.of(value).toFixed(9)))).toEqual([-1, 0, 1.5]);
    expect(clipped.outside).toBe(0);
  });

  it("measures a z-score over the voxels above a value or a percentile", () => {
    const voxels = Int16Array.of(0, 0, 0, 0, 10, 10, 30, 30);
    expect(applied(voxels, { kind: "z-score", over: { aboveValue: 0 } }).of(30)).toBe(1);
    expect(applied(voxels, { kind: "z-score", over: { abovePercentile: 50 } }).of(30)).toBe(1);
  });

  it("passes over values that are no numbers, and refuses a series without any that counts", () => {
    const voxels = Float32Array.of(Number.NaN, 2, 4, 4, 4, 5, 5, 7, 9, Number.POSITIVE_INFINITY);
    expect(applied(voxels, { kind: "z-score" }).of(7)).toBe(1);
    for (const intensity of [
      { kind: "z-score", over: { aboveValue: 1000 } },
      percentiles(0, 100, [0, 1], { over: { aboveValue: 1000 } }),
    ] satisfies Intensity[]) {
      expect(() => applied(voxels, intensity)).toThrow(
        expect.objectContaining({
          code: "model-mismatch",
          message: expect.stringContaining("Choose another series"),
        }),
      );
    }
  });
});
