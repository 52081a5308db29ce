import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { acquisitions, exampleWith, volumeOf } from "./pointwise-models.ts";

const [columns, rows, slices] = [12, 10, 31];
/** How many rows of each slice were read: at the edge of an image some are read again, never all of them. */
const rowsRead = new Map<number, number>();

// Modules that other files have loaded do not know of the mock.
vi.resetModules();
vi.doMock(import("../../../src/segmentation/plan/intensity-map.ts"), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    createRowMapper: (map) => {
      const mapRow = original.createRowMapper(map);
      return (voxels, from, into) => {
        const slice = Math.floor(from.start / (columns * rows));
        rowsRead.set(slice, (rowsRead.get(slice) ?? 0) + 1);
        mapRow(voxels, from, into);
      };
    },
  };
});

const { createInferencePlan } = await import("../../../src/segmentation/plan/inference-plan.ts");
const { UnitSchedule } = await import("../../../src/segmentation/plan/plan.ts");

afterAll(() => {
  vi.doUnmock("../../../src/segmentation/plan/intensity-map.ts");
  vi.resetModules();
});

beforeEach(() => {
  rowsRead.clear();
});

// Resampling is most of what a slice costs beside the model: a run that forgets neighbours too soon costs three times that.
it.each([
  { distanceMm: 0.5, first: 15 },
  { distanceMm: 2, first: 15 },
  { distanceMm: 3.4, first: 12 },
  { distanceMm: 5, first: 0 },
  { distanceMm: 7, first: 20 },
])(
  "a run outwards from slice $first, neighbours $distanceMm mm away, reads each slice once",
  ({ distanceMm, first }) => {
    const volume = volumeOf(
      [columns, rows, slices],
      [1, 1, 1.7],
      acquisitions["head first supine"]!,
      ([x]) => x!,
    );
    const manifest = exampleWith({ adjacentSlices: { count: 3, distanceMm } });
    const plan = createInferencePlan(volume, manifest, {});
    const schedule = new UnitSchedule(plan.units, first);
    for (let units = schedule.take(1); units.length > 0; units = schedule.take(1)) plan.prepare(units[0]!);
    expect(rowsRead.size).toBe(slices);
    for (const [slice, count] of rowsRead) {
      expect(count, `slice ${slice}`).toBeGreaterThanOrEqual(rows);
      expect(count, `slice ${slice}`).toBeLessThan(2 * rows);
    }
  },
);
