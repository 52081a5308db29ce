import type { Grid } from "../../geometry/index.ts";
import { type Box, GrowingBox } from "../../regions/index.ts";
import { type VoxelRuns, writeRuns } from "../voxel-runs.ts";
import type { LabelCounts } from "./label-counts.ts";

/**
 * Writes one side of changes into the voxels of a grid and keeps their counts true.
 * @returns the box in which voxels have changed; undefined when there were no changes.
 */
export function writeCounted(
  voxels: Uint8Array,
  counts: LabelCounts,
  grid: Grid,
  runs: VoxelRuns,
  side: "before" | "after",
): Box | undefined {
  // Made first: once voxels are written nothing may fail before they are counted.
  const changed = new GrowingBox();
  writeRuns(voxels, runs, side);
  const { start, length } = runs;
  const [from, to] = side === "before" ? [runs.after, runs.before] : [runs.before, runs.after];
  const [columns, rows] = grid.size;
  for (let n = 0; n < start.length; n++) {
    const row = Math.floor(start[n]! / columns);
    const i = start[n]! - row * columns;
    const k = Math.floor(row / rows);
    const j = row - k * rows;
    counts.move(i, j, k, length[n]!, from[n]!, to[n]!);
    changed.add(i, i + length[n]!, j, k);
  }
  return start.length > 0 ? changed.box : undefined;
}
