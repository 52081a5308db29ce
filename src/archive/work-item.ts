import { describeWork, uidsOfWork } from "../dicom-objects/index.ts";
import { binaryWorkOf } from "../dicomweb/index.ts";
import { identityOf, type ModelManifest } from "../model/index.ts";
import type { ModelRule } from "./rules.ts";

/** The form of {@link WorkItem}: a worker leaves newer ones to newer workers. */
export const workItemVersion = 1;

/** One series to be segmented with one model, as it lies in the queue: UIDs and settings, nothing else of the patient. */
export interface WorkItem {
  readonly version: number;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** As the rules name it. */
  readonly model: string;
  readonly modelVersion: string;
  /** What the result will be called: known from all that it follows from, and so the same wherever it is computed. */
  readonly sopInstanceUID: string;
  readonly images: number;
  readonly type: ModelRule["type"];
  readonly outputs: ModelRule["outputs"];
  readonly uncertainty: boolean;
}

/** What the objects of an item follow from, for the given images. */
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

/** The names under which the segmentation may lie in the archive: its own, and that of the BINARY object for a refused LABELMAP. */
export function namesOf(
  type: WorkItem["type"],
  segmentation: readonly string[],
): { readonly seriesInstanceUID: string; readonly sopInstanceUID: string }[] {
  const own = uidsOfWork(segmentation);
  const works = [own, ...(type === "LABELMAP" ? [uidsOfWork(binaryWorkOf(own.sopInstanceUID))] : [])];
  return works.map(({ seriesInstanceUID, sopInstanceUID }) => ({ seriesInstanceUID, sopInstanceUID }));
}
