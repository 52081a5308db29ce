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
 * A copy in which rejected lesions are replaced by the surrounding segment, as `findRejected` determines. A copy, since the
 * segmentation may change while the file is written; in shared memory on an isolated page, so that the writing worker needs no
 * second copy.
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
    // The reader has decided on some of its voxels, so it is no longer purely automatic.
    .map((segment) =>
      changed.has(segment.segmentNumber) && segment.algorithmType === "AUTOMATIC"
        ? ({ ...segment, algorithmType: "SEMIAUTOMATIC" } as const)
        : segment,
    );
  return { labelMap: { grid, voxels, segments: left }, rejected };
}

/** An overlapping segment without its rejected findings, as a label map of part of the grid; empty if nothing is left. */
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

/**
 * Volume of a segment as exported, in millilitres: without its rejected parts, and with those of others that are
 * assigned to it.
 */
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

/**
 * Notes on the state of the review, such as "10 unseen, 1 rejected left out."; empty if all was reviewed and nothing rejected.
 */
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

/** What the rejected parts of each segment became, a sentence each. */
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
