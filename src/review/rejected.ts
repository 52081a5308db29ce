import {
  type EditTarget,
  segmentBox,
  segmentMask,
  VoxelRunCollector,
  type VoxelRuns,
} from "../editing/index.ts";
import {
  type Box,
  boxSize,
  findInstances,
  isInBox,
  offsetIn,
  partVolumesMl,
  type Triple,
  voxelsInBox,
} from "../regions/index.ts";
import { type Code, isAbnormality, type Segment } from "../volume/index.ts";
import { type ReviewList, segmentState } from "./review-list.ts";

/** A rejected part of a segmentation, and the label that replaces it. */
export interface RejectedPart {
  readonly segmentNumber: number;
  /** Set for a lesion; undefined for a part of a segment that was rejected as a whole. */
  readonly findingId: number | undefined;
  readonly volumeMl: number;
  /** Number of the segment that takes its voxels; 0 for background. */
  readonly becomes: number;
}

/** The rejected parts, and the label changes that remove them, by segment. */
export interface Rejection {
  readonly parts: readonly RejectedPart[];
  /** Whether a voxel is in one of the rejected parts. */
  holds(ijk: Triple): boolean;
  toChanges(): VoxelRuns[];
}

/** A rejected part whose replacement is being determined. */
interface Part {
  readonly findingId: number | undefined;
  readonly volumeMl: number;
  becomes: number | undefined;
}

/** The connected parts of a segment, some of which were rejected. */
interface Group {
  readonly segment: Segment;
  readonly box: Box;
  /** Number of the part at every voxel of the box; 0 outside the segment. */
  readonly numbers: Int32Array;
  readonly rejected: ReadonlyMap<number, Part>;
}

/**
 * Determines what replaces rejected parts. The tissue of a rejected lesion still belongs to some organ: its voxels go to the
 * segment that it is part of (`partOf` in the model's manifest) or else to that of its anatomic region, if it touches one of
 * them; else to the one segment that surrounds it; else to background. A rejected organ becomes background, unless it is part
 * of another. Overlapping segments, in layers, have taken nothing from others: their voxels become background. The labels stay
 * unchanged until the changes, which are those of the base labels only, are written.
 */
export function findRejected(
  target: EditTarget,
  segments: readonly Segment[],
  review: ReviewList,
): Rejection {
  const groups = segments.flatMap((segment) => groupOf(target, segment, segments, review) ?? []);
  // Rejected parts may be nested, so one waits for those it touches.
  for (let isStuck = false; ; ) {
    const waiting = groups.flatMap(({ rejected }) =>
      [...rejected.values()].filter(({ becomes }) => becomes === undefined),
    );
    if (waiting.length === 0) break;
    if (isStuck) for (const part of waiting) part.becomes = 0;
    isStuck = true;
    for (const group of groups)
      for (const [part, neighbours] of neighboursOf(group, groups, target)) {
        part.becomes = decide(group.segment, neighbours, segments);
        if (part.becomes !== undefined) isStuck = false;
      }
  }
  return {
    parts: groups.flatMap(({ segment: { segmentNumber }, rejected }) =>
      [...rejected.values()].map(({ findingId, volumeMl, becomes = 0 }) => ({
        segmentNumber,
        findingId,
        volumeMl,
        becomes,
      })),
    ),
    holds: (ijk) => groups.some((group) => isInBox(group.box, ijk) && partOf(group, ...ijk) !== undefined),
    toChanges: () =>
      groups
        .filter(({ segment }) => !target.layers?.has(segment.segmentNumber))
        .map((group) => toRuns(group, target)),
  };
}

function groupOf(
  target: EditTarget,
  segment: Segment,
  segments: readonly Segment[],
  review: ReviewList,
): Group | undefined {
  const { segmentNumber } = segment;
  const isWhole = segmentState(review, segmentNumber) === "rejected";
  const findings = review.findings.filter(
    (finding) => finding.segmentNumber === segmentNumber && finding.state === "rejected",
  );
  if (!isWhole && findings.length === 0) return undefined;
  const box = segmentBox(target, segmentNumber);
  if (voxelsInBox(box) === 0) return undefined;
  const mask = segmentMask(target, segmentNumber, box);
  const { spacingMm } = target.grid;
  const parts = findInstances(mask, { size: boxSize(box), spacingMm }, 26, segment.instances);
  const volumesMl = partVolumesMl(parts, { ...target, box });
  const rejected = new Map<number, Part>();
  const reject = (number: number, findingId: number | undefined): unknown =>
    rejected.set(number, { findingId, volumeMl: volumesMl[number]!, becomes: undefined });
  if (isWhole) for (let number = 1; number <= parts.count; number++) reject(number, undefined);
  for (const { id, place } of findings) {
    const [i, j, k] = place;
    const number = isInBox(box, place) ? parts.partAt(offsetIn(box, i, j, k)) : 0;
    if (number > 0) reject(number, id);
  }
  // A part that is neither a lesion nor part of anything becomes background, whatever surrounds it.
  const isPartOfNothing = !isAbnormality(segment) && hostsOf(segment, segments).flat().length === 0;
  if (isPartOfNothing || target.layers?.has(segmentNumber))
    for (const part of rejected.values()) part.becomes = 0;
  return { segment, box, numbers: parts.numbers, rejected };
}

/** What lies beyond the faces of a part. */
interface Neighbours {
  /** Number of faces, by the label beyond them. */
  readonly faces: Map<number, number>;
  /** It touches another rejected part that is still undecided. */
  waits: boolean;
}

/** The neighbours of a group's undecided parts. */
function neighboursOf(
  group: Group,
  groups: readonly Group[],
  { grid: { size }, labels }: EditTarget,
): Map<Part, Neighbours> {
  const found = new Map<Part, Neighbours>();
  const groupByLabel = new Map(groups.map((other) => [other.segment.segmentNumber, other]));
  for (const part of group.rejected.values())
    if (part.becomes === undefined) found.set(part, { faces: new Map(), waits: false });
  const [columns, rows] = boxSize(labels.box);
  const strides = [1, columns, columns * rows] as const;
  forEachVoxel(group, (offset, i, j, k) => {
    const part = group.rejected.get(group.numbers[offset]!);
    const neighbours = part && found.get(part);
    if (!neighbours) return;
    const here = offsetIn(labels.box, i, j, k);
    for (let face = 0; face < 6; face++) {
      const axis = face >> 1;
      const step = face & 1 ? 1 : -1;
      const along = (axis === 0 ? i : axis === 1 ? j : k) + step;
      if (along < 0 || along >= size[axis]!) continue;
      const label = labels.values[here + step * strides[axis]!]!;
      if (label === group.segment.segmentNumber) continue;
      const other = groupByLabel.get(label);
      const at = [
        i + (axis === 0 ? step : 0),
        j + (axis === 1 ? step : 0),
        k + (axis === 2 ? step : 0),
      ] as const;
      const becomes = other ? fateOf(other, ...at) : label;
      if (becomes === undefined) neighbours.waits = true;
      else neighbours.faces.set(becomes, (neighbours.faces.get(becomes) ?? 0) + 1);
    }
  });
  return found;
}

/** The label of a voxel once rejected parts are replaced; undefined while undecided. */
function fateOf(group: Group, i: number, j: number, k: number): number | undefined {
  const part = partOf(group, i, j, k);
  return part ? part.becomes : group.segment.segmentNumber;
}

/** The rejected part at a voxel of the box, if any. */
function partOf({ box, numbers, rejected }: Group, i: number, j: number, k: number): Part | undefined {
  return rejected.get(numbers[offsetIn(box, i, j, k)]!);
}

/** Visits the voxels of a group's segment in ascending order. */
function forEachVoxel(
  { box: { from, to }, numbers }: Group,
  visit: (offset: number, i: number, j: number, k: number) => void,
): void {
  let offset = 0;
  for (let k = from[2]; k < to[2]; k++)
    for (let j = from[1]; j < to[1]; j++)
      for (let i = from[0]; i < to[0]; i++, offset++) if (numbers[offset]) visit(offset, i, j, k);
}

/** @returns undefined while it is not known what the part touches. */
function decide(
  segment: Segment,
  { faces, waits }: Neighbours,
  segments: readonly Segment[],
): number | undefined {
  const touched = [...faces.keys()].sort((a, b) => faces.get(b)! - faces.get(a)!);
  for (const hosts of hostsOf(segment, segments)) {
    const host = touched.find((label) => hosts.includes(label));
    if (host !== undefined) return host;
  }
  if (waits) return undefined;
  return isAbnormality(segment) && touched.length === 1 ? touched[0]! : 0;
}

/** Numbers of the segments that may contain a segment according to its description, the more certain ones first. */
function hostsOf(segment: Segment, segments: readonly Segment[]): number[][] {
  const { partOf, anatomicRegion: region, anatomicRegionModifier: side } = segment;
  const isOfSameModel = (other: Segment): boolean =>
    !other.algorithmName || !segment.algorithmName || other.algorithmName === segment.algorithmName;
  const isRegion = (other: Segment): boolean =>
    region !== undefined &&
    !isAbnormality(other) &&
    (isSame(other.type, region) || isSame(other.anatomicRegion, region)) &&
    (!side || !other.typeModifier || isSame(other.typeModifier, side));
  return [
    segments.filter((other) => other.segmentNumber === partOf && isOfSameModel(other)),
    segments.filter((other) => other !== segment && isRegion(other)),
  ].map((hosts) => hosts.map(({ segmentNumber }) => segmentNumber));
}

function isSame(a: Code | undefined, b: Code): boolean {
  return a?.codeValue === b.codeValue && a.codingSchemeDesignator === b.codingSchemeDesignator;
}

function toRuns(group: Group, { grid: { size } }: EditTarget): VoxelRuns {
  const collector = new VoxelRunCollector();
  let row = -1;
  forEachVoxel(group, (offset, i, j, k) => {
    const part = group.rejected.get(group.numbers[offset]!);
    if (!part) return;
    if (row !== j + size[1] * k) collector.endRow();
    row = j + size[1] * k;
    collector.add(i + size[0] * row, group.segment.segmentNumber, part.becomes ?? 0);
  });
  return collector.toRuns();
}
