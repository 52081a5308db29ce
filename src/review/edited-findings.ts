import type { EditTarget, VoxelRuns } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import { type Box, isInBox } from "../regions/index.ts";
import type { Lesion } from "./lesions.ts";

/** A manual edit, and what was on screen during it. */
export interface HandEdit {
  /** The changed voxels of each step. */
  readonly runs: readonly VoxelRuns[];
  /** The segments that were drawn or erased, without those that only lost voxels to another. */
  readonly segments: ReadonlySet<number>;
  /** Whether any voxel of a box was on screen. */
  readonly isOnScreen: (box: Box) => boolean;
}

/** A manual edit, with the segments it was meant for. */
export function toHandEdit(runs: readonly VoxelRuns[], isOnScreen: HandEdit["isOnScreen"]): HandEdit {
  const segments = new Set<number>();
  for (const { before, after } of runs)
    for (let n = 0; n < after.length; n++) segments.add(after[n] || before[n]!);
  return { runs, segments, isOnScreen };
}

/** A lesion with less than this fraction of the changed voxels in its segment was only touched by the edit. */
const grazedPart = 0.2;

/**
 * Which lesions an edit was meant for: those on screen that hold a good part of the voxels it drew or erased in their segment.
 * Voxels taken over by another segment were not meant for the one that lost them.
 * @param changed the lesions that have changed, each with its former finding.
 */
export function editedOnPurpose(
  { runs, isOnScreen }: HandEdit,
  { grid: { size } }: EditTarget,
  {
    lesionAt,
    changed,
  }: {
    readonly lesionAt: (place: Point<"ijk">, segmentNumber: number) => Lesion | undefined;
    readonly changed: readonly (readonly [now: Lesion, last: Lesion | undefined])[];
  },
): (lesion: Lesion) => boolean {
  const meant = new Set<Lesion>();
  for (const { start, length, before, after } of runs) {
    const voxelsOf = new Map<Lesion, number>();
    const totals = new Map<number, number>();
    const count = (lesion: Lesion | undefined, voxels: number): unknown =>
      lesion && voxelsOf.set(lesion, (voxelsOf.get(lesion) ?? 0) + voxels);
    for (let n = 0; n < start.length; n++) {
      const segmentNumber = after[n] || before[n]!;
      totals.set(segmentNumber, (totals.get(segmentNumber) ?? 0) + length[n]!);
      const row = Math.floor(start[n]! / size[0]);
      const place: Point<"ijk"> = [start[n]! % size[0], row % size[1], Math.floor(row / size[1])];
      if (after[n]) count(lesionAt(place, segmentNumber), length[n]!);
      else
        for (const [now, last] of changed)
          if (now.segmentNumber === segmentNumber && isInBox((last ?? now).box, place))
            count(now, length[n]!);
    }
    for (const [lesion, voxels] of voxelsOf)
      if (voxels >= grazedPart * totals.get(lesion.segmentNumber)!) meant.add(lesion);
  }
  return (lesion) => meant.has(lesion) && isOnScreen(lesion.box);
}
