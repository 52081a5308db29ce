import type { SourceSeries } from "../dicom/index.ts";
import { exportDicomSegInWorker } from "../dicom-seg/index.ts";
import { type FileFormId, fileForms, oneFileExtension, writeFormInWorker } from "../formats/index.ts";
import type { LabelMap } from "../volume/index.ts";
import { messages } from "./messages.ts";

/** A form in which segments leave the viewer. */
export interface ExportFormat {
  readonly id: "seg" | "labelmap-seg" | FileFormId;
  readonly label: string;
  /** What it is good for. */
  readonly title: string;
  /** Of the file, after its name. */
  readonly extension: string;
  /**
   * Writes the file in a worker.
   * @param creatorName who drew it, as a DICOM person name; left out of forms that have no place for it.
   * @throws AutosegError what the writers throw; nothing is handed out then.
   */
  write(labelMap: LabelMap, source: SourceSeries, creatorName: string | undefined): Promise<Blob>;
}

const { formats, readme } = messages.exporting;

export const exportFormats: readonly ExportFormat[] = [
  {
    id: "seg",
    ...formats.seg,
    extension: ".dcm",
    write: (labelMap, source, creatorName) =>
      exportDicomSegInWorker([labelMap], { source, ...createdBy(creatorName) }),
  },
  {
    id: "labelmap-seg",
    ...formats.labelmap,
    extension: "-labelmap.dcm",
    write: (labelMap, source, creatorName) =>
      exportDicomSegInWorker([labelMap], { source, type: "LABELMAP", ...createdBy(creatorName) }),
  },
  ...(Object.keys(fileForms) as FileFormId[]).map(
    (id): ExportFormat => ({
      id,
      ...formats[id],
      extension: oneFileExtension(id),
      write: (labelMap, source, creatorName) =>
        writeFormInWorker(id, [labelMap], {
          source,
          ...(id === "stl" && { readme }),
          ...(creatorName !== undefined && { creatorName }),
        }),
    }),
  ),
];

function createdBy(contentCreatorName: string | undefined) {
  return contentCreatorName === undefined ? {} : { contentCreatorName };
}
