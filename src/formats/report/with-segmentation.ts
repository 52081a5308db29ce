import type { InstanceReference } from "../../derived/index.ts";
import { parseDataset, text } from "../../dicom/index.ts";
import { exportDicomSeg, segmentationSopClassUID, type WriteDicomSegOptions } from "../../dicom-seg/index.ts";
import type { WideLabelMap } from "../../volume/index.ts";

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
