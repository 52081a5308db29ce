import { AutosegError } from "../errors.ts";
import type { LabelSnapshot } from "./label-snapshot.ts";

/** How one segment differs from what it was. */
export interface SegmentChange {
  readonly segmentNumber: number;
  readonly voxelsBefore: number;
  readonly voxelsAfter: number;
  /** Voxels that it won and lost; their sum is what changed. */
  readonly added: number;
  readonly removed: number;
  /** Dice coefficient of before and after: 1 where nothing changed, of two empty ones too. */
  readonly dice: number;
}

/** What became of each segment since the snapshot, what the AI drew for instance; ascending by segment number. */
export function compareWithSnapshot(
  snapshot: LabelSnapshot,
  voxels: Uint8Array,
  segmentNumbers: readonly number[],
): SegmentChange[] {
  const [before, after, both] = [new Float64Array(256), new Float64Array(256), new Float64Array(256)];
  forEachRun(snapshot, voxels, (label, start, end) => {
    before[label]! += end - start;
    for (let index = start; index < end; index++) {
      const now = voxels[index]!;
      after[now]!++;
      if (now === label) both[label]!++;
    }
  });
  return [...segmentNumbers]
    .sort((a, b) => a - b)
    .map((segmentNumber) => {
      const [was, is, kept] = [before[segmentNumber]!, after[segmentNumber]!, both[segmentNumber]!];
      return {
        segmentNumber,
        voxelsBefore: was,
        voxelsAfter: is,
        added: is - kept,
        removed: was - kept,
        dice: was + is === 0 ? 1 : (2 * kept) / (was + is),
      };
    });
}

/** Values of a {@link differenceMap}: what a voxel of the segment is, compared with before. */
export const difference = { neither: 0, kept: 1, added: 2, removed: 3 } as const;

/** Where a segment won and lost voxels since the snapshot, one of {@link difference} a voxel: a label map to lay over the image. */
export function differenceMap(
  snapshot: LabelSnapshot,
  voxels: Uint8Array,
  segmentNumber: number,
): Uint8Array {
  const map = new Uint8Array(voxels.length);
  forEachRun(snapshot, voxels, (label, start, end) => {
    const [ifNow, ifNot] =
      label === segmentNumber
        ? [difference.kept, difference.removed]
        : [difference.added, difference.neither];
    for (let index = start; index < end; index++)
      map[index] = voxels[index] === segmentNumber ? ifNow : ifNot;
  });
  return map;
}

function forEachRun(
  { voxelCount, ends, labels }: LabelSnapshot,
  voxels: Uint8Array,
  visit: (label: number, start: number, end: number) => void,
): void {
  if (voxelCount !== voxels.length)
    throw new AutosegError(
      "invalid-geometry",
      `The labels to compare have ${voxelCount} and ${voxels.length} voxels. They must be on the same grid.`,
      {},
    );
  let start = 0;
  for (let run = 0; run < ends.length; run++) {
    visit(labels[run]!, start, ends[run]!);
    start = ends[run]!;
  }
}
