import {
  boxSize,
  findInstances,
  isInBox,
  labelBoxes,
  maskOf,
  offsetIn,
  wholeBlock,
} from "../regions/index.ts";
import { isThing, type LabelMap, type LabelMap16, type Segment } from "../volume/index.ts";
import type { Finding, ReviewList, Tracking } from "./review-list.ts";

/** Creates tracking for an instance without one. */
export type NewTracking = (segment: Segment, id: string) => Tracking;

/** The list with tracking for every finding: its own, that of a segment that is a single instance, or new. Names are unique. */
export function withTracking(
  list: ReviewList,
  segments: readonly Segment[],
  create: NewTracking,
): ReviewList {
  if (list.findings.every(({ tracking }) => tracking)) return list;
  const names = new Set(list.findings.flatMap(({ tracking }) => tracking?.id ?? []));
  const findings = list.findings.map((finding): Finding => {
    const segment = segments.find(({ segmentNumber }) => segmentNumber === finding.segmentNumber);
    if (finding.tracking || !segment) return finding;
    const own = segment.instances === "one" && ownTracking(segment);
    if (own) return { ...finding, tracking: own };
    const id = freeName(segment, finding.number, names);
    return { ...finding, tracking: create(segment, id) };
  });
  return { ...list, findings };
}

/**
 * The label map with a segment for each instance of a thing, tracked as in the list; stuff stays unchanged. The first instance
 * keeps its segment's number.
 */
export function toInstanceLabelMap(
  { grid, voxels, segments }: LabelMap,
  list: ReviewList,
  create: NewTracking,
): LabelMap16 {
  const labels = wholeBlock(grid, voxels);
  const boxes = labelBoxes(labels);
  const names = new Set(list.findings.flatMap(({ tracking }) => tracking?.id ?? []));
  const result = Uint16Array.from(voxels);
  const written: Segment[] = segments.filter((segment) => !isThing(segment));
  let next = Math.max(0, ...segments.map(({ segmentNumber }) => segmentNumber));
  for (const segment of segments.filter(isThing)) {
    const { segmentNumber, label } = segment;
    const box = boxes.get(segmentNumber);
    if (!box) continue;
    const parts = findInstances(
      maskOf(labels, [segmentNumber], box),
      { size: boxSize(box), spacingMm: grid.spacingMm },
      26,
      segment.instances,
    );
    const findingOf = new Map<number, Finding>();
    for (const finding of list.findings) {
      const { place } = finding;
      if (finding.segmentNumber === segmentNumber && isInBox(box, place))
        findingOf.set(parts.partAt(offsetIn(box, place[0], place[1], place[2])), finding);
    }
    const numbers = Uint16Array.from({ length: parts.count + 1 }, (_, part) =>
      part === 0 ? 0 : part === 1 ? segmentNumber : ++next,
    );
    for (let part = 1; part <= parts.count; part++) {
      const finding = findingOf.get(part);
      const tracking =
        finding?.tracking ??
        (segment.instances === "one" ? ownTracking(segment) : undefined) ??
        create(segment, freeName(segment, finding?.number ?? part, names));
      written.push({
        ...segment,
        segmentNumber: numbers[part]!,
        label: parts.count === 1 ? label : numbered(label, finding?.number ?? part),
        instances: "one",
        trackingId: tracking.id,
        trackingUID: tracking.uid,
      });
    }
    parts.forEachRun(({ part, i, j, k, end, first }) => {
      const start = box.from[0] + i + grid.size[0] * (box.from[1] + j + grid.size[1] * (box.from[2] + k));
      result.fill(numbers[part]!, start, start + end - first);
    });
  }
  const ordered = written.sort((a, b) => a.segmentNumber - b.segmentNumber);
  return { grid, voxels: next <= 255 ? Uint8Array.from(result) : result, segments: ordered };
}

function ownTracking({ trackingId: id, trackingUID: uid }: Segment): Tracking | undefined {
  return id !== undefined && uid !== undefined ? { id, uid } : undefined;
}

/** "Liver tumour, lesion 3", or the next free number. */
function freeName({ label }: Segment, number: number, names: Set<string>): string {
  for (let n = number; ; n++) {
    const name = `${label}, lesion ${n}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}

/** Within the 64 characters of SegmentLabel. */
function numbered(label: string, number: number): string {
  const suffix = ` ${number}`;
  return `${label.slice(0, 64 - suffix.length)}${suffix}`;
}
