import { findComponents } from "../agreement/index.ts";
import {
  type Box,
  boxSize,
  type EditTarget,
  ijkAt,
  isInBox,
  labelBox,
  maskOf,
  offsetIn,
  VoxelRunCollector,
  type VoxelRuns,
  voxelsInBox,
} from "../editing/index.ts";
import { voxelVolumeMl } from "../geometry/index.ts";
import { type Code, isAbnormality, type Segment } from "../volume/index.ts";
import { type ReviewList, segmentState } from "./review-list.ts";

/** A part of a segmentation that was rejected, and the label that its voxels have instead. */
export interface RejectedPart {
  readonly segmentNumber: number;
  /** Of a lesion; undefined for a part of a segment that was rejected as a whole. */
  readonly findingId: number | undefined;
  readonly volumeMl: number;
  /** The number of the segment that it is a part of; 0 is background. */
  readonly becomes: number;
}

/** The rejected parts, and the changes that take them out of the labels: for each segment its own. */
export interface Rejection {
  readonly parts: readonly RejectedPart[];
  readonly changes: readonly VoxelRuns[];
}

/** A rejected part while it is being decided what becomes of it. */
interface Part {
  readonly findingId: number | undefined;
  readonly voxels: number;
  becomes: number | undefined;
}

/** The connected parts of a segment of which some were rejected. */
interface Group {
  readonly segment: Segment;
  readonly box: Box;
  /** Number of its part for every voxel of the box; 0 outside the segment. */
  readonly numbers: Int32Array;
  readonly rejected: ReadonlyMap<number, Part>;
}

/**
 * What becomes of what was rejected. A lesion that is none is still a part of the body: its voxels go to the segment that
 * it is part of (`partOf`, from the model's manifest), else to that of its anatomic region, where it touches one of them;
 * else to the one segment that surrounds it; else to the background. A rejected organ becomes background, unless it is
 * part of another. The labels stay as they are until the changes are written.
 */
export function findRejected(
  target: EditTarget,
  segments: readonly Segment[],
  review: ReviewList,
): Rejection {
  const groups = segments.flatMap((segment) => groupOf(target, segment, review) ?? []);
  // Rejected parts may lie in each other: one waits for those that it touches.
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
      [...rejected.values()].map(({ findingId, voxels, becomes = 0 }) => ({
        segmentNumber,
        findingId,
        volumeMl: voxels * voxelVolumeMl(target.grid),
        becomes,
      })),
    ),
    changes: groups.map((group) => toRuns(group, target)),
  };
}

function groupOf(target: EditTarget, segment: Segment, review: ReviewList): Group | undefined {
  const { segmentNumber } = segment;
  const isWhole = segmentState(review, segmentNumber) === "rejected";
  const findings = review.findings.filter(
    (finding) => finding.segmentNumber === segmentNumber && finding.state === "rejected",
  );
  if (!isWhole && findings.length === 0) return undefined;
  const box = labelBox(target, [segmentNumber]);
  if (voxelsInBox(box) === 0) return undefined;
  const mask = maskOf(target.labels, [segmentNumber], box);
  const { numbers, sizes } = findComponents(mask, boxSize(box), 26);
  const rejected = new Map<number, Part>();
  const reject = (number: number, findingId: number | undefined): unknown =>
    rejected.set(number, { findingId, voxels: sizes[number]!, becomes: undefined });
  if (isWhole) for (let number = 1; number < sizes.length; number++) reject(number, undefined);
  for (const { id, place } of findings) {
    const [i, j, k] = place;
    const number = isInBox(box, [i, j, k]) ? numbers[offsetIn(box, i, j, k)]! : 0;
    if (number > 0) reject(number, id);
  }
  return { segment, box, numbers, rejected };
}

/** What lies beyond the faces of a part. */
interface Neighbours {
  /** Faces by the label beyond them. */
  readonly faces: Map<number, number>;
  /** Another rejected part lies there that is not decided yet. */
  waits: boolean;
}

/** The neighbours of the parts of a group that are not decided yet. */
function neighboursOf(
  group: Group,
  groups: readonly Group[],
  { grid: { size }, labels }: EditTarget,
): Map<Part, Neighbours> {
  const found = new Map<Part, Neighbours>();
  const groupByLabel = new Map(groups.map((other) => [other.segment.segmentNumber, other]));
  for (const part of group.rejected.values())
    if (part.becomes === undefined) found.set(part, { faces: new Map(), waits: false });
  for (let offset = 0; found.size > 0 && offset < group.numbers.length; offset++) {
    const part = group.rejected.get(group.numbers[offset]!);
    const neighbours = part && found.get(part);
    if (!neighbours) continue;
    const at = ijkAt(group.box, offset) as [number, number, number];
    for (const axis of [0, 1, 2] as const)
      for (const step of [-1, 1]) {
        const beyond: [number, number, number] = [...at];
        beyond[axis] += step;
        if (beyond[axis] < 0 || beyond[axis] >= size[axis]) continue;
        const label = labels.values[offsetIn(labels.box, ...beyond)]!;
        if (label === group.segment.segmentNumber) continue;
        const other = groupByLabel.get(label);
        const rejected = other?.rejected.get(other.numbers[offsetIn(other.box, ...beyond)]!);
        const { becomes = undefined } = rejected ?? { becomes: label };
        if (becomes === undefined) neighbours.waits = true;
        else neighbours.faces.set(becomes, (neighbours.faces.get(becomes) ?? 0) + 1);
      }
  }
  return found;
}

/** @returns undefined while it is open what the part touches. */
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

/** Numbers of the segments that a segment says it lies in, the surer ones first. */
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

function toRuns({ segment, box, numbers, rejected }: Group, { grid: { size } }: EditTarget): VoxelRuns {
  const collector = new VoxelRunCollector();
  const [columns] = boxSize(box);
  for (let offset = 0; offset < numbers.length; offset++) {
    if (offset % columns === 0) collector.endRow();
    const part = rejected.get(numbers[offset]!);
    if (!part) continue;
    const [i, j, k] = ijkAt(box, offset);
    collector.add(i + size[0] * (j + size[1] * k), segment.segmentNumber, part.becomes ?? 0);
  }
  return collector.toRuns();
}
