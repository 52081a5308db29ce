import { checkHeader, describeBrokenRule } from "./check/check-dicom-seg.ts";
import {
  notWritable,
  type PlannedObject,
  planSegmentationObject,
  type SegmentationContent,
  type SegmentationOptions,
} from "./written-object.ts";

/**
 * Plans a segmentation object and checks its header against the standard: how every object is written. The pixels are
 * made from labels that were checked before.
 * @throws AutosegError `segmentation-not-writable` for an object that breaks a rule of the standard, and as
 * planSegmentationObject.
 */
export function planCheckedObject(content: SegmentationContent, options: SegmentationOptions): PlannedObject {
  const planned = planSegmentationObject(content, options);
  const broken = checkHeader(planned.header(), { source: planned.source }).find(
    ({ severity }) => severity === "error",
  );
  if (!broken) return planned;
  throw notWritable(
    `The segmentation was not written, since it would break the DICOM standard: ${describeBrokenRule(broken)}. Change what it describes.`,
  );
}
