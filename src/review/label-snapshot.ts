/** A label map as it was at some time, as runs of equal labels: a few megabytes where the voxels take a hundred. */
export interface LabelSnapshot {
  readonly voxelCount: number;
  /** Linear index after the last voxel of each run. */
  readonly ends: Uint32Array;
  readonly labels: Uint8Array;
}

/** Keeps the labels as they are now. */
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

/** The labels as they were. */
export function restoreSnapshot({ voxelCount, ends, labels }: LabelSnapshot): Uint8Array {
  const voxels = new Uint8Array(voxelCount);
  let start = 0;
  for (const [run, end] of ends.entries()) {
    voxels.fill(labels[run]!, start, end);
    start = end;
  }
  return voxels;
}
