import type { Grid } from "../geometry/index.ts";
import type { LabelArray } from "../volume/index.ts";
import { labelTable } from "./block.ts";
import { type Connectivity, findComponents } from "./components.ts";

/** A connected component of voxels that share faces (6 neighbours). */
export interface Component {
  /** Number of voxels. */
  readonly size: number;
  /** Whether one of its voxels is next to a voxel with one of the `touching` labels. */
  readonly touches: boolean;
}

export interface KeepOptions {
  /** The labels whose components are examined, taken together. */
  readonly values: readonly number[];
  /** Labels for which a component learns whether it touches them. */
  readonly touching?: readonly number[] | undefined;
  /** The label that removed voxels get; 0 by default. */
  readonly becomes?: number | undefined;
}

/**
 * Sets to 0 every voxel with one of `values` that is not in the largest connected component of all of them taken together
 * (6 or 26 neighbours). Voxels with other values stay. Of equal components, the first in memory is kept.
 * @returns the number of voxels that were cleared.
 */
export function keepLargestComponent(
  voxels: LabelArray,
  grid: Grid,
  values: readonly number[],
  connectivity: Connectivity = 6,
): number {
  const components = findComponents(voxels, grid.size, connectivity, values);
  const { largest } = components;
  let cleared = 0;
  components.forEachRun(({ part, first, end }) => {
    if (part === largest) return;
    voxels.fill(0, first, end);
    cleared += end - first;
  });
  return cleared;
}

/**
 * Sets to 0, or to `becomes`, every connected component of `values` taken together (6 neighbours) that `isKept`
 * rejects.
 * @returns the number of voxels that were changed.
 */
export function keepComponents(
  voxels: LabelArray,
  grid: Grid,
  { values, touching = [], becomes = 0 }: KeepOptions,
  isKept: (component: Component) => boolean,
): number {
  const components = findComponents(voxels, grid.size, 6, values);
  const touches = new Uint8Array(components.count + 1);
  if (touching.length > 0) {
    const isTouching = touchingRun(voxels, grid, touching);
    components.forEachRun(({ part, first, end }) => {
      if (!touches[part] && isTouching(first, end)) touches[part] = 1;
    });
  }
  // All contacts were found above, before any voxel changes.
  const kept = Uint8Array.from(touches, (touched, part) =>
    Number(isKept({ size: components.sizes[part]!, touches: touched === 1 })),
  );
  let changed = 0;
  components.forEachRun(({ part, first, end }) => {
    if (kept[part]) return;
    voxels.fill(becomes, first, end);
    changed += end - first;
  });
  return changed;
}

/** Whether a run of voxels within a row shares a face with one of `labels`. */
function touchingRun(
  voxels: LabelArray,
  { size: [columns, rows, slices] }: Grid,
  labels: readonly number[],
): (first: number, end: number) => boolean {
  const isTouched = labelTable(labels, voxels);
  const anyIn = (from: number, to: number): boolean => {
    for (let at = from; at < to; at++) if (isTouched[voxels[at]!]) return true;
    return false;
  };
  const sliceSize = columns * rows;
  return (first, end) => {
    const column = first % columns;
    const row = Math.floor(first / columns) % rows;
    const slice = Math.floor(first / sliceSize);
    return (
      anyIn(first - (column > 0 ? 1 : 0), end + (column + end - first < columns ? 1 : 0)) ||
      (row > 0 && anyIn(first - columns, end - columns)) ||
      (row < rows - 1 && anyIn(first + columns, end + columns)) ||
      (slice > 0 && anyIn(first - sliceSize, end - sliceSize)) ||
      (slice < slices - 1 && anyIn(first + sliceSize, end + sliceSize))
    );
  };
}
