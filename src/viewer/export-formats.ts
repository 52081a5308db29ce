import { strToU8, zipSync } from "fflate";
import { parseDataset, type SourceSeries, text } from "../dicom/index.ts";
import { exportDicomSegInWorker, segmentationSopClassUID } from "../dicom-seg/index.ts";
import {
  measureSegments,
  segmentSurfaces,
  toNifti,
  toNrrd,
  toStl,
  writeMeasurementReport,
  writeRtStruct,
} from "../formats/index.ts";
import type { LabelMap } from "../volume/index.ts";
import { messages } from "./messages.ts";

/** A form in which segments leave the viewer. */
export interface ExportFormat {
  readonly id: "seg" | "labelmap-seg" | "rtstruct" | "sr" | "nifti" | "nrrd" | "stl";
  readonly label: string;
  /** What it is good for. */
  readonly title: string;
  /** Of the file, after its name. */
  readonly extension: string;
  /** @throws AutosegError what the writers throw; nothing is handed out then. */
  write(labelMap: LabelMap, source: SourceSeries): Blob | Promise<Blob>;
}

export const exportFormats: readonly ExportFormat[] = [
  {
    id: "seg",
    ...messages.exporting.formats.seg,
    extension: ".dcm",
    write: (labelMap, source) => exportDicomSegInWorker([labelMap], { source }),
  },
  {
    id: "labelmap-seg",
    ...messages.exporting.formats.labelmap,
    extension: "-labelmap.dcm",
    write: (labelMap, source) => exportDicomSegInWorker([labelMap], { source, type: "LABELMAP" }),
  },
  {
    id: "rtstruct",
    ...messages.exporting.formats.rtstruct,
    extension: "-rtstruct.dcm",
    write: (labelMap, source) => toBlob(writeRtStruct([labelMap], { source }), "application/dicom"),
  },
  {
    id: "sr",
    ...messages.exporting.formats.sr,
    extension: "-report.zip",
    write: writeReport,
  },
  {
    id: "nifti",
    ...messages.exporting.formats.nifti,
    extension: ".nii.gz",
    write: (labelMap) => toBlob(toNifti(labelMap), "application/gzip"),
  },
  {
    id: "nrrd",
    ...messages.exporting.formats.nrrd,
    extension: ".seg.nrrd",
    write: (labelMap) => toBlob(toNrrd([labelMap]), "application/octet-stream"),
  },
  {
    id: "stl",
    ...messages.exporting.formats.stl,
    extension: "-stl.zip",
    write: writeSurfaces,
  },
];

function toBlob(bytes: Uint8Array<ArrayBuffer>, type: string): Blob {
  return new Blob([bytes], { type });
}

/** A report refers to the segmentation that it measures, so both are in the archive. */
async function writeReport(labelMap: LabelMap, source: SourceSeries): Promise<Blob> {
  const segmentation = await exportDicomSegInWorker([labelMap], { source });
  const bytes = new Uint8Array(await segmentation.arrayBuffer());
  const { dataset } = parseDataset(bytes);
  const report = writeMeasurementReport(measureSegments([labelMap], source.volume), {
    source,
    segmentation: {
      sopClassUID: segmentationSopClassUID,
      sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
      seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
    },
  });
  return toBlob(zipSync({ "segmentation.dcm": bytes, "measurements.dcm": report }), "application/zip");
}

function writeSurfaces(labelMap: LabelMap): Blob {
  const files: Record<string, Uint8Array> = { "README.txt": strToU8(messages.exporting.surfaces) };
  for (const { segment, mesh } of segmentSurfaces([labelMap])) {
    const name = segment.label.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    files[`${segment.segmentNumber}-${name}.stl`] = toStl([mesh]);
  }
  return toBlob(zipSync(files, { level: 1 }), "application/zip");
}
