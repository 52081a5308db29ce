import { parseDataset, text } from "../../dicom/index.ts";
import type { LabelMap16 } from "../../volume/index.ts";
import type { InstanceReference } from "../common/derived-options.ts";
import { segmentationSopClassUID } from "../common/sop-classes.ts";
import { type WriteDicomSegOptions, writeDicomSeg } from "../seg/write-dicom-seg.ts";

/**
 * A DICOM-SEG for a report to refer to: its bytes and what names it.
 * @throws AutosegError as writeDicomSeg.
 */
export function writeReferredSegmentation(
  labelMaps: readonly LabelMap16[],
  options: WriteDicomSegOptions,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly reference: InstanceReference } {
  const bytes = writeDicomSeg(labelMaps, options);
  const { dataset } = parseDataset(bytes);
  const reference = {
    sopClassUID: segmentationSopClassUID,
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
  };
  return { bytes, reference };
}
