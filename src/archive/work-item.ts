import { describeWork, uidsOfWork } from "../dicom-objects/index.ts";
import { binaryWorkOf } from "../dicomweb/index.ts";
import { identityOf, type ModelManifest } from "../model/index.ts";
import type { ModelRule } from "./rules.ts";

/** Version of {@link WorkItem}; a worker leaves newer ones to newer workers. */
export const workItemVersion = 1;

/** One series to be segmented with one model, as stored in the queue: UIDs and settings, no other patient data. */
export interface WorkItem {
  readonly version: number;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** As named in the rules. */
  readonly model: string;
  readonly modelVersion: string;
  /** UID of the result, derived from everything that determines it, and so the same wherever it is computed. */
  readonly sopInstanceUID: string;
  readonly images: number;
  readonly type: ModelRule["type"];
  readonly outputs: ModelRule["outputs"];
  readonly uncertainty: boolean;
}

/** What determines an item's objects, for the given images. */
export function worksOf(
  item: Pick<WorkItem, "seriesInstanceUID" | "type">,
  manifest: ModelManifest,
  sopInstanceUIDs: readonly string[],
): { readonly segmentation: string[]; readonly report: string[] } {
  const { seriesInstanceUID, type } = item;
  const work = { seriesInstanceUID, sopInstanceUIDs, ...identityOf(manifest) };
  return {
    segmentation: describeWork({ ...work, options: ["seg", type] }),
    report: describeWork({ ...work, options: ["sr", type] }),
  };
}

/**
 * UIDs under which the segmentation may be in the archive: its own, and that of the BINARY object written if a
 * LABELMAP is refused.
 */
export function namesOf(
  type: WorkItem["type"],
  segmentation: readonly string[],
): { readonly seriesInstanceUID: string; readonly sopInstanceUID: string }[] {
  const own = uidsOfWork(segmentation);
  const works = [own, ...(type === "LABELMAP" ? [uidsOfWork(binaryWorkOf(own.sopInstanceUID))] : [])];
  return works.map(({ seriesInstanceUID, sopInstanceUID }) => ({ seriesInstanceUID, sopInstanceUID }));
}
