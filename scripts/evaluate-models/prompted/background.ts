import type { Triple } from "../../../src/regions/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { round } from "./measure.ts";
import type { Method } from "./methods.ts";
import { objectClasses, type ReadOptions, readCases } from "./objects.ts";
import { createRandom, indexOf } from "./simulated-user.ts";

/** Where the user clicks although no labelled structure is there. */
const places = [
  { place: "air", accepts: (meanHu: number) => meanHu <= -120 },
  {
    place: "muscle and other soft tissue",
    accepts: (meanHu: number, sdHu: number) => meanHu >= 20 && meanHu <= 90 && sdHu <= 20,
  },
] as const;

/** Half the side in pixels of the square, without a label, that has these values about a click. */
const reach = 3;

const clicksOfPatient = 5;

/** An outline of less than this counts as none. */
export const noneMl = 5;

/** What single clicks beside all labelled structures of the abdomen on CT gave. */
export interface BackgroundRow {
  readonly place: string;
  readonly patients: number;
  readonly clicks: number;
  /** Fraction of clicks that gave less than {@link noneMl}. */
  readonly none: number;
  readonly medianMl: number;
}

/** Clicks once at each of some random places of the abdomen on CT where nothing is labelled. */
export async function measureBackground(method: Method, options: ReadOptions): Promise<BackgroundRow[]> {
  const { task } = objectClasses.find((kind) => kind.task.name === "ct-abdomen")!;
  const cases = await readCases(task, options);
  const random = createRandom(3);
  const rows: BackgroundRow[] = [];
  for (const { place, accepts } of places) {
    const found: number[] = [];
    for (const { volume, labels } of cases) {
      const voxelMl = volume.grid.spacingMm.reduce((product, side) => product * side, 1) / 1000;
      for (let n = 0; n < clicksOfPatient; n++) {
        const at = findPlace(volume, labels, accepts, random);
        const { found: mask } = await method.outline(volume, [{ at, adds: true }]);
        found.push(mask.reduce((sum, value) => sum + value, 0) * voxelMl);
      }
    }
    found.sort((a, b) => a - b);
    rows.push({
      place,
      patients: cases.length,
      clicks: found.length,
      none: round(found.filter((ml) => ml < noneMl).length / found.length, 2),
      medianMl: round(found[found.length >> 1]!, 1),
    });
  }
  return rows;
}

function findPlace(
  { grid, voxels }: Volume,
  labels: Uint8Array,
  accepts: (meanHu: number, sdHu: number) => boolean,
  random: () => number,
): Triple {
  const within = (size: number, margin: number) => margin + Math.floor(random() * (size - 2 * margin));
  for (;;) {
    const [columns, rows, slices] = grid.size;
    const at: Triple = [within(columns, reach), within(rows, reach), within(slices, 1)];
    const values: number[] = [];
    let isLabelled = false;
    for (let j = -reach; j <= reach; j++)
      for (let i = -reach; i <= reach; i++) {
        const index = indexOf([at[0] + i, at[1] + j, at[2]], grid);
        values.push(voxels[index]!);
        isLabelled ||= labels[index] !== 0;
      }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    if (!isLabelled && accepts(mean, Math.sqrt(variance))) return at;
  }
}
