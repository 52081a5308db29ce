import type { Segment, SegmentAlgorithmType } from "../../volume/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";

/** How each segment came to be; a segment without an entry was never touched. */
export type AlgorithmTypes = ReadonlyMap<number, SegmentAlgorithmType>;

/**
 * AUTOMATIC becomes SEMIAUTOMATIC for every segment that won or lost a voxel by hand; one that was never touched is MANUAL,
 * unless it is one of `parts`, which were made of others: then it is SEMIAUTOMATIC where one of those is not MANUAL.
 */
export function typesAfterHand(
  types: AlgorithmTypes,
  { before, after }: VoxelRuns,
  parts: readonly number[] = [],
): Map<number, SegmentAlgorithmType> {
  const changed = new Map(types);
  const lost = new Set(before);
  const isByModel = (label: number): boolean => (types.get(label) ?? "MANUAL") !== "MANUAL";
  for (const label of new Set([...lost, ...new Set(after)])) {
    if (label === 0) continue;
    const hasModelsPart = isByModel(label) || (parts.includes(label) && [...lost].some(isByModel));
    changed.set(label, hasModelsPart ? "SEMIAUTOMATIC" : "MANUAL");
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
