import type { SourceSeries } from "../dicom/index.ts";
import type { Anonymity, ReviewRecord } from "../dicom-objects/index.ts";
import { AutosegError } from "../errors.ts";
import { type FileFormId, fileForms, oneFileExtension } from "../export/index.ts";
import { type ReviewList, toInstanceLabelMap } from "../review/index.ts";
import { t } from "../texts/index.ts";
import type { LabelMap } from "../volume/index.ts";
import type { HeavyWork } from "./controller-host.ts";
import { newTracking } from "./session-review.ts";

/** A format in which segments are exported. */
export interface ExportFormat {
  readonly id: "seg" | "instance-seg" | "labelmap-seg" | FileFormId;
  /** End of the file name, such as "-instances.dcm". */
  readonly extension: string;
  /**
   * Writes the file in a worker. Overlapping segments come as several label maps.
   * @throws AutosegError what the writers throw.
   */
  write(
    work: HeavyWork,
    labelMaps: readonly LabelMap[],
    source: SourceSeries,
    names: ExportNames,
  ): Promise<Blob>;
}

/** What an export says besides the segments. */
export interface ExportNames {
  /** The reader, as a DICOM person name; undefined if unknown, and not written by formats that have no place for it. */
  readonly creatorName: string | undefined;
  /** Set if the patient's identity is left out. */
  readonly anonymous: Anonymity | undefined;
  /** Review states and measurements of the findings. */
  readonly review: ReviewRecord;
  /** The findings, for formats with a segment for each. */
  readonly list: ReviewList;
}

export const exportFormats: readonly ExportFormat[] = [
  {
    id: "seg",
    extension: ".dcm",
    write: ({ writeDicomSeg }, labelMaps, source, names) =>
      writeDicomSeg(labelMaps, { source, ...toSegOptions(names) }),
  },
  {
    id: "instance-seg",
    extension: "-instances.dcm",
    // Review states are recorded by class number, which segments of single instances do not have.
    write: async ({ writeDicomSeg }, [labelMap, second], source, { list, review, ...names }) => {
      if (second)
        throw new AutosegError(
          "segmentation-not-writable",
          "Segments overlap, and their instances cannot be numbered together. Export a DICOM-SEG with a segment for each class.",
          {},
        );
      return writeDicomSeg([toInstanceLabelMap(labelMap!, list, newTracking)], {
        source,
        ...toSegOptions({ ...names, review: { findings: [], segments: [], edited: review.edited } }),
      });
    },
  },
  {
    id: "labelmap-seg",
    extension: "-labelmap.dcm",
    write: ({ writeDicomSeg }, labelMaps, source, names) =>
      writeDicomSeg(labelMaps, { source, type: "LABELMAP", ...toSegOptions(names) }),
  },
  ...(Object.keys(fileForms) as FileFormId[]).map(
    (id): ExportFormat => ({
      id,
      extension: oneFileExtension(id),
      write: ({ writeForm }, labelMaps, source, { creatorName, anonymous, review }) =>
        writeForm(id, labelMaps, {
          source,
          review,
          ...(id === "stl" && { readme: t("exporting.readme") }),
          ...(creatorName !== undefined && { creatorName }),
          ...(anonymous && { anonymous }),
        }),
    }),
  ),
];

/** Formats for an image that is not DICOM; the first keeps everything in a label map. */
const withoutDicom: readonly ExportFormat["id"][] = ["nifti", "nrrd", "stl"];

/** Formats that a study can be exported in, the default first. */
export function formatsOf(
  study: { readonly fileFormat?: SourceSeries["fileFormat"] | undefined } | undefined,
): readonly ExportFormat[] {
  return study?.fileFormat ? exportFormats.filter(({ id }) => withoutDicom.includes(id)) : exportFormats;
}

function toSegOptions({ creatorName, anonymous, review }: Omit<ExportNames, "list">) {
  return {
    review,
    ...(creatorName !== undefined && { contentCreatorName: creatorName }),
    ...(anonymous && { anonymous }),
  };
}
