import { computeChanges, wholeBlock, writeRuns } from "../editing/index.ts";
import { type ReviewList, segmentState } from "../review/index.ts";
import { shareable } from "../threads/index.ts";
import type { LabelMap } from "../volume/index.ts";

/**
 * A copy without rejected segments and findings: what is drawn may change while the file is written. In shared memory where
 * the page is isolated, so that the worker that writes the file needs none of its own.
 */
export function withoutRejected(labelMap: LabelMap, review: ReviewList): LabelMap {
  const isRejected = (number: number) => segmentState(review, number) === "rejected";
  const segments = labelMap.segments.filter(({ segmentNumber }) => !isRejected(segmentNumber));
  const findings = review.findings.filter(({ state }) => state === "rejected");
  const { grid } = labelMap;
  const voxels = shareable(labelMap.voxels);
  if (findings.length === 0 && segments.length === labelMap.segments.length) return { ...labelMap, voxels };
  for (let index = 0; index < voxels.length; index++) if (isRejected(voxels[index]!)) voxels[index] = 0;
  for (const { segmentNumber, place: at } of findings) {
    const operation = {
      kind: "islands",
      segmentNumber,
      action: "remove-selected",
      at,
      connectivity: 26,
    } as const;
    writeRuns(voxels, computeChanges({ grid, labels: wholeBlock(grid, voxels) }, operation));
  }
  return { grid, voxels, segments: segments.filter(({ segmentNumber }) => voxels.includes(segmentNumber)) };
}
