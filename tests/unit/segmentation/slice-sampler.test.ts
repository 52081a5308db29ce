import fc from "fast-check";
import { expect, it } from "vitest";
import { createIntensityMap } from "../../../src/segmentation/plan/intensity-map.ts";
import { createModelGrid } from "../../../src/segmentation/plan/model-grid.ts";
import { createSliceSampler } from "../../../src/segmentation/plan/model-volume.ts";
import { acquisitions, exampleWith, volumeOf } from "./pointwise-models.ts";

const intensities = [
  { kind: "window", lowerHu: -40, upperHu: 160, outputRange: [0, 1] },
  { kind: "window", lowerHu: -40.5, upperHu: 160.25, outputRange: [-1, 1] },
  { kind: "window", lowerHu: -70_000, upperHu: 70_000, outputRange: [0, 1] },
  { kind: "z-score" },
  { kind: "fixed", clip: [-100, 400], subtract: 99.4, divideBy: 39.4 },
] as const;

/** The same whole numbers go two ways: as 16 bits with vectors, as Float32 one by one. */
it("whole numbers of 16 bits are mapped and resampled to the same bytes as others", () => {
  const acquired = fc.constantFrom(...Object.keys(acquisitions));
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 1, max: 41 }), fc.integer({ min: 1, max: 37 })),
      fc.constantFrom(...intensities),
      fc.tuple(acquired, fc.integer({ min: 0, max: 999 }), fc.boolean()),
      ([columns, rows], intensity, [name, seed, isMostlyAir]) => {
        let state = seed;
        const whole = volumeOf([columns, rows, 2], [0.7, 0.9, 2], acquisitions[name]!, () => {
          state = (state * 1103515245 + 12345) & 0x7fffffff;
          return isMostlyAir && state % 5 > 0 ? -1000 : (state % 3000) - 1024;
        });
        const voxels = Int16Array.from(whole.voxels);
        const manifest = exampleWith({ intensity });
        const grid = createModelGrid(whole.grid, manifest, undefined, undefined);
        const map = createIntensityMap({ voxels }, intensity as never);
        const sample = createSliceSampler(grid, map);
        const [found, expected] = [0, 1].map(
          () => new Float32Array(grid.axes[0].modelCount * grid.axes[1].modelCount),
        ) as [Float32Array, Float32Array];
        for (const slice of [0, grid.view.slices.count - 1]) {
          sample(voxels, slice, found);
          sample(Float32Array.from(voxels), slice, expected);
          expect(new Uint8Array(found.buffer)).toEqual(new Uint8Array(expected.buffer));
        }
      },
    ),
  );
});
