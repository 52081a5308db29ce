import { parseDataset, text } from "../../dicom/index.ts";
import type { WideLabelMap } from "../../volume/index.ts";
import type { InstanceReference } from "../common/derived-object.ts";
import { exportDicomSeg } from "../seg/export-dicom-seg.ts";
import { segmentationSopClassUID } from "../seg/sop-classes.ts";
import type { WriteDicomSegOptions } from "../seg/write-dicom-seg.ts";

/**
 * A DICOM-SEG for a report to refer to: its bytes and what names it.
 * @throws AutosegError as exportDicomSeg.
 */
export function writeReferredSegmentation(
  labelMaps: readonly WideLabelMap[],
  options: WriteDicomSegOptions,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly reference: InstanceReference } {
  const parts = [...exportDicomSeg(labelMaps, options)];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const { dataset } = parseDataset(bytes);
  const reference = {
    sopClassUID: segmentationSopClassUID,
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
  };
  return { bytes, reference };
}
