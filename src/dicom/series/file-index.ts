import { AutosegError } from "../../errors.ts";
import type { Dataset } from "../dataset.ts";
import type { ImageFrame } from "./image-frame.ts";
import type { MissingFile } from "./media-directory.ts";
import type { SourceFile } from "./source-file.ts";

/** An image file of a series with its header. */
export interface ImageFile {
  /** Index in the list of files. */
  readonly fileIndex: number;
  readonly file: SourceFile;
  readonly dataset: Dataset;
  readonly transferSyntaxUID: string;
  /** Undefined if unknown before the pixels are fetched. */
  readonly sizeBytes: number | undefined;
  readonly frames: readonly ImageFrame[];
}

/** The image files that share a SeriesInstanceUID, or single slices with different ones that form one volume. */
export interface FoundSeries {
  readonly seriesInstanceUID: string;
  /** Sorted by InstanceNumber. */
  readonly files: readonly ImageFile[];
  /** Notes for the user on how its images were put together, one sentence each. */
  readonly notes: readonly string[];
}

/** Why a file is not offered as an image. */
export type LeftOutReason = "not-dicom" | "empty" | "directory" | "no-image" | "other-modality" | "copy";

export interface LeftOutFile {
  readonly fileName: string;
  readonly reason: LeftOutReason;
  /** Modality or kind of object, if the file is DICOM. */
  readonly what: string;
}

export interface UnreadableFile {
  readonly fileName: string;
  readonly error: AutosegError;
  /** Whether it may be an image of a series; a DICOMDIR or a report, for instance, is not. */
  readonly mayBeSlice: boolean;
}

/** The contents of a set of files. */
export interface FileIndex {
  readonly series: readonly FoundSeries[];
  readonly leftOut: readonly LeftOutFile[];
  /** DICOM files that are damaged. */
  readonly unreadable: readonly UnreadableFile[];
  /** Files that a DICOMDIR lists but that are missing. */
  readonly missing: readonly MissingFile[];
}

/** The error for files without any CT, MR, PT or NM image: it says what they are instead. */
export function noImages(
  fileCount: number,
  leftOut: readonly LeftOutFile[],
): AutosegError<"no-dicom-images"> {
  const next = "Open the folder or the files of a CT or MR series.";
  return new AutosegError("no-dicom-images", `${describe(fileCount, leftOut)} ${next}`, { fileCount });
}

function describe(fileCount: number, leftOut: readonly LeftOutFile[]): string {
  if (fileCount === 0) return "There are no files.";
  const [only] = leftOut;
  if (only && leftOut.length === 1) {
    const name = `"${only.fileName}"`;
    switch (only.reason) {
      case "empty":
        return `${name} is an empty file.`;
      case "not-dicom":
        return `${name} is not a DICOM file.`;
      case "directory":
        return `${name} is a DICOMDIR (the index of a disc) without the images.`;
      case "other-modality":
        return `${name} is a DICOM image of modality ${only.what}, not a CT or MR slice.`;
      default:
        return `${name} is a DICOM object but not an image (${only.what}).`;
    }
  }
  const foreign = leftOut.filter(({ reason }) => reason === "not-dicom" || reason === "empty").length;
  if (foreign === leftOut.length) return `None of the ${fileCount} files is a DICOM file.`;
  const kinds = [...new Set(leftOut.flatMap(({ what }) => (what === "" ? [] : [what])))].sort().join(", ");
  return `None of the ${fileCount} files is a CT or MR image. The DICOM files among them are: ${kinds}.`;
}
