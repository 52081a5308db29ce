import { AutosegError } from "../errors.ts";

/** A snapshot of a label map as runs of equal labels: a few megabytes instead of a hundred. */
export interface LabelSnapshot {
  readonly voxelCount: number;
  /** Linear index after the last voxel of each run. */
  readonly ends: Uint32Array;
  readonly labels: Uint8Array;
}

/** Takes a snapshot of the current labels. */
export function takeSnapshot(voxels: Uint8Array): LabelSnapshot {
  let count = 0;
  let ends = new Uint32Array(1024);
  let labels = new Uint8Array(1024);
  for (let start = 0; start < voxels.length; ) {
    const label = voxels[start]!;
    let end = start + 1;
    while (end < voxels.length && voxels[end] === label) end++;
    if (count === ends.length) {
      const [moreEnds, moreLabels] = [new Uint32Array(2 * count), new Uint8Array(2 * count)];
      moreEnds.set(ends);
      moreLabels.set(labels);
      [ends, labels] = [moreEnds, moreLabels];
    }
    ends[count] = end;
    labels[count++] = label;
    start = end;
  }
  return { voxelCount: voxels.length, ends: ends.slice(0, count), labels: labels.slice(0, count) };
}

/** The labels of a snapshot. */
export function restoreSnapshot({ voxelCount, ends, labels }: LabelSnapshot): Uint8Array {
  const voxels = new Uint8Array(voxelCount);
  let start = 0;
  for (const [run, end] of ends.entries()) {
    voxels.fill(labels[run]!, start, end);
    start = end;
  }
  return voxels;
}

/** How a segment differs from the snapshot. */
export interface SegmentChange {
  readonly segmentNumber: number;
  readonly voxelsBefore: number;
  readonly voxelsAfter: number;
  /** Voxels gained and lost. */
  readonly added: number;
  readonly removed: number;
  /** Dice coefficient of before and after; 1 if nothing changed, or if both are empty. */
  readonly dice: number;
}

/** How each segment differs from a snapshot, that of a model run for instance; ascending by segment number. */
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

/** Values of a {@link differenceMap}: the change of a voxel of the segment. */
export const difference = { neither: 0, kept: 1, added: 2, removed: 3 } as const;

/** Where a segment gained and lost voxels since the snapshot, as a label map of {@link difference} values to overlay on the image. */
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
