import type { VoxelRuns } from "../editing/index.ts";
import type { Segment, SegmentAlgorithmType } from "../volume/index.ts";

/** How each segment came to be; a segment without an entry was never touched. */
export type AlgorithmTypes = ReadonlyMap<number, SegmentAlgorithmType>;

/** AUTOMATIC becomes SEMIAUTOMATIC for every segment that won or lost a voxel by hand; a new one is MANUAL. */
export function typesAfterHand(types: AlgorithmTypes, { before, after }: VoxelRuns): AlgorithmTypes {
  const changed = new Map(types);
  for (const label of new Set([...new Set(before), ...new Set(after)])) {
    if (label === 0) continue;
    const last = types.get(label) ?? "MANUAL";
    changed.set(label, last === "MANUAL" ? "MANUAL" : "SEMIAUTOMATIC");
  }
  return changed;
}

/** The segment as it is exported: one that was drawn by hand names no algorithm. */
export function withAlgorithmType(segment: Segment, types: AlgorithmTypes): Segment {
  const algorithmType = types.get(segment.segmentNumber) ?? "MANUAL";
  if (algorithmType !== "MANUAL") return { ...segment, algorithmType };
  const { algorithmName: _name, algorithmVersion: _version, ...description } = segment;
  return { ...description, algorithmType };
}
