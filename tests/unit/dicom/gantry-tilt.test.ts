import { describe, expect, test } from "vitest";
import { indexSeries, readSeries } from "../../../src/dicom/index.ts";
import { ijkToLps, type Point } from "../../../src/geometry/index.ts";
import { type MadeSeries, makeSlices, toDicomFile } from "./make-series.ts";

const size = { columns: 24, rows: 20, slices: 9, gapMm: 3, pixelSpacing: [0.8, 0.6] } as const;

/** A field of values that is linear in patient space: linear interpolation gives it back exactly, wherever slices lie. */
const field = ([x, y, z]: Point<"lps">): number => Math.round(4 * (x + 2 * y + 3 * z) + 2000);

/** A series whose slices are shifted along the columns by `drift` mm each, showing `field`. */
function makeTilted(drift: number, series: MadeSeries = {}) {
  const made = makeSlices({ ...size, origin: [-7, -8, -12], ...series });
  return made.map((attributes, k) => {
    const [x, y, z] = attributes.ImagePositionPatient as readonly [number, number, number];
    const position = [x, y + k * drift, z] as const;
    const stored = new Uint16Array(size.columns * size.rows);
    for (let j = 0; j < size.rows; j++)
      for (let i = 0; i < size.columns; i++)
        stored[i + size.columns * j] = field([position[0] + i * 0.6, position[1] + j * 0.8, position[2]]);
    return toDicomFile(`${k}.dcm`, {
      ...attributes,
      ImagePositionPatient: position,
      PixelData: new Uint8Array(stored.buffer),
    });
  });
}

describe("a tilted gantry", () => {
  test.each([0.9, -0.9, 0.8])(
    "of %s mm a slice becomes an upright volume with everything in its place",
    async (drift) => {
      const { volume, instances, notes } = await readSeries(makeTilted(drift));
      const { grid, voxels } = volume;
      const [columns, rows, slices] = grid.size;
      expect(grid.directionsLps[2]).toEqual([0, 0, 1]);
      expect([columns, slices]).toEqual([24, 9]);
      expect(rows).toBe(20 + Math.ceil((Math.abs(drift) * 8) / 0.8 - 0.01));
      let inside = 0;
      for (let k = 0; k < slices; k++) {
        const top = -8 + k * drift;
        expect(instances[k]!.imagePositionPatient).toEqual(ijkToLps(grid, [0, 0, k]));
        for (let j = 0; j < rows; j++) {
          const lps = ijkToLps(grid, [11, j, k]);
          const found = voxels[11 + columns * (j + rows * k)]!;
          const isInside = lps[1] >= top && lps[1] <= top + 19 * 0.8;
          if (isInside) {
            inside++;
            expect(Math.abs(found - (field(lps) - 1024))).toBeLessThanOrEqual(1);
          } else if (lps[1] < top - 0.41 || lps[1] > top + 19 * 0.8 + 0.41) expect(found).toBe(-1024);
        }
      }
      expect(inside).toBeGreaterThan(9 * 18);
      expect(notes).toEqual([
        expect.stringMatching(/^The gantry was tilted by 1[46]\.[79] degrees: the slices were shifted/),
      ]);
    },
  );

  test("is said before reading, too", async () => {
    const [summary] = await indexSeries(makeTilted(0.9));
    expect(summary!.problems).toEqual([]);
    expect(summary!.volumes[0]!.notes).toHaveLength(1);
  });

  test("positions that are rounded are no tilt", async () => {
    const { notes, volume } = await readSeries(makeTilted(0.0004));
    expect(notes).toEqual([]);
    expect(volume.grid.size).toEqual([24, 20, 9]);
  });
});
