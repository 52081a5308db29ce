import { writeDicomSegInWorker } from "../dicom-objects/index.ts";
import { checkExportable } from "./exportable.ts";
import type { ExportOptions } from "./extension-options.ts";
import type { OpenVolume } from "./open-volume.ts";

/**
 * The segmentation of a volume as a checked DICOM Segmentation file, written in a worker; it counts as saved unless it was
 * changed meanwhile.
 * @throws AutosegError (the promise rejects) as `AutosegExtension.exportDicomSeg`.
 */
export async function exportOpenVolume(opened: OpenVolume, options: ExportOptions): Promise<Blob> {
  const { series, session } = opened;
  checkExportable(series);
  const step = session.history.nextUndo;
  const file = await writeDicomSegInWorker([opened.toLabelMap()], { ...options, source: series });
  if (session.history.nextUndo === step) session.history.markSaved();
  return file;
}
