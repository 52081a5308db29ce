import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { acquisitions, exampleWith, volumeOf } from "./pointwise-models.ts";

const sampled: number[] = [];

// Modules that other files have loaded do not know of the mock.
vi.resetModules();
vi.doMock(import("../../../src/segmentation/plan/slice-sampler.ts"), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    createSliceSampler: (...options) => {
      const sample = original.createSliceSampler(...options);
      return (voxels, slice, into) => {
        sampled.push(slice);
        sample(voxels, slice, into);
      };
    },
  };
});

const { createInferencePlan } = await import("../../../src/segmentation/plan/inference-plan.ts");
const { UnitSchedule } = await import("../../../src/segmentation/plan/plan-units.ts");

afterAll(() => {
  vi.doUnmock("../../../src/segmentation/plan/slice-sampler.ts");
  vi.resetModules();
});

beforeEach(() => {
  sampled.length = 0;
});

// Resampling is most of what a slice costs beside the model: a run that forgets neighbours too soon costs three times that.
it.each([
  { distanceMm: 0.5, first: 15 },
  { distanceMm: 2, first: 15 },
  { distanceMm: 3.4, first: 12 },
  { distanceMm: 5, first: 0 },
  { distanceMm: 7, first: 20 },
])(
  "a run outwards from slice $first, neighbours $distanceMm mm away, resamples each slice once",
  ({ distanceMm, first }) => {
    const slices = 31;
    const volume = volumeOf([12, 10, slices], [1, 1, 1.7], acquisitions["head first supine"]!, ([x]) => x!);
    const manifest = exampleWith({ adjacentSlices: { count: 3, distanceMm } });
    const plan = createInferencePlan(volume, manifest, {});
    const schedule = new UnitSchedule(plan.units, first);
    for (let units = schedule.take(1); units.length > 0; units = schedule.take(1)) plan.prepare(units[0]!);
    expect(sampled.toSorted((a, b) => a - b)).toEqual(Array.from({ length: slices }, (_, slice) => slice));
  },
);
