import { writeRuns } from "../editing/index.ts";
import { type Grid, offsetInGrid } from "../geometry/index.ts";
import { wholeBlock } from "../regions/index.ts";
import {
  findRejected,
  mapInstances,
  type RejectedPart,
  type ReviewList,
  type ReviewState,
  segmentState,
} from "../review/index.ts";
import { t } from "../texts/index.ts";
import type { LabelMap } from "../volume/index.ts";
import { shareable } from "../workers/index.ts";

/**
 * A copy without what was rejected: the voxels of a rejected lesion are those of the organ that it lies in, as
 * `findRejected` says. A copy, since what is drawn may change while the file is written; in shared memory where the page is
 * isolated, so that the worker that writes the file needs none of its own.
 */
export function withoutRejected(
  labelMap: LabelMap,
  review: ReviewList,
): { readonly labelMap: LabelMap; readonly rejected: readonly RejectedPart[] } {
  const { grid, segments } = labelMap;
  const voxels = shareable(labelMap.voxels);
  const { parts: rejected, toChanges } = findRejected(
    { grid, labels: wholeBlock(grid, voxels) },
    segments,
    review,
  );
  if (rejected.length === 0) return { labelMap: { ...labelMap, voxels }, rejected };
  for (const runs of toChanges()) writeRuns(voxels, runs);
  const changed = new Set(rejected.flatMap(({ segmentNumber, becomes }) => [segmentNumber, becomes]));
  const left = segments
    .filter(({ segmentNumber }) => !changed.has(segmentNumber) || voxels.includes(segmentNumber))
    // A person has decided over its voxels.
    .map((segment) =>
      changed.has(segment.segmentNumber) && segment.algorithmType === "AUTOMATIC"
        ? ({ ...segment, algorithmType: "SEMIAUTOMATIC" } as const)
        : segment,
    );
  return { labelMap: { grid, voxels, segments: left }, rejected };
}

/**
 * A segment that lies over others, as a label map of a part of the grid, without its rejected findings: none where that is all of
 * it.
 */
export function layerWithoutRejected(layer: LabelMap, whole: Grid, review: ReviewList): LabelMap[] {
  const [segment] = layer.segments;
  const { segmentNumber } = segment!;
  const rejected = review.findings.filter(
    (finding) => finding.segmentNumber === segmentNumber && finding.state === "rejected",
  );
  const hasFindings = review.findings.some((finding) => finding.segmentNumber === segmentNumber);
  if (!hasFindings && segmentState(review, segmentNumber) === "rejected") return [];
  if (rejected.length === 0) return [layer];
  const { grid } = layer;
  const [i0, j0, k0] = offsetInGrid(grid, whole);
  const here = rejected.map((finding) => ({
    ...finding,
    place: [finding.place[0] - i0, finding.place[1] - j0, finding.place[2] - k0] as const,
  }));
  const instances = mapInstances(
    { grid, labels: wholeBlock(grid, layer.voxels) },
    [{ ...segment!, panoptic: "thing" }],
    {
      ...review,
      findings: here,
    },
  );
  const voxels = layer.voxels.map((label, index) => (label && instances.at(index) > 0 ? 0 : label));
  return voxels.includes(segmentNumber) ? [{ ...layer, voxels }] : [];
}

/** Millilitres of a segment as it is exported: without what was rejected of it, and with what was of others but is its own. */
export function exportedVolumeMl(
  { segmentNumber, volumeMl }: { readonly segmentNumber: number; readonly volumeMl: number },
  rejected: readonly RejectedPart[],
): number {
  const sum = (parts: readonly RejectedPart[]): number =>
    parts.reduce((total, part) => total + part.volumeMl, 0);
  const lost = rejected.filter((part) => part.segmentNumber === segmentNumber);
  const won = rejected.filter((part) => part.becomes === segmentNumber);
  return lost.length + won.length === 0 ? volumeMl : Math.max(0, volumeMl - sum(lost) + sum(won));
}

/** "10 unseen, 1 rejected left out.": what of the review an export lacks; none where all was seen, and nothing rejected. */
export function reviewNotes(
  items: readonly { readonly state: ReviewState }[],
  rejected: readonly RejectedPart[],
): string[] {
  const unseen = items.filter(({ state }) => state === "unseen").length;
  const leftOut = rejected.length > 0 ? items.filter(({ state }) => state === "rejected").length : 0;
  const counts = [
    ...(unseen > 0 ? [t("exporting.unseen", { count: unseen })] : []),
    ...(leftOut > 0 ? [t("exporting.leftOut", { count: leftOut })] : []),
  ];
  return counts.length > 0 ? [`${counts.join(", ")}.`] : [];
}

/** What was done with the rejected parts, in a sentence for each segment that they were of; none where all were cleared. */
export function rejectionNotes(
  rejected: readonly RejectedPart[],
  segments: readonly { readonly segmentNumber: number; readonly label: string }[],
): string[] {
  const labelOf = (number: number): string =>
    segments.find(({ segmentNumber }) => segmentNumber === number)?.label ?? t("steps.background");
  const alike = new Map<string, { label: string; becomes: string; count: number }>();
  for (const { segmentNumber, becomes } of rejected) {
    const key = `${segmentNumber} ${becomes}`;
    const count = (alike.get(key)?.count ?? 0) + 1;
    alike.set(key, { label: labelOf(segmentNumber), becomes: labelOf(becomes), count });
  }
  return [...alike.values()].map((parts) => t("exporting.rejectedAs", parts));
}
