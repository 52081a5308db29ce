import { AutosegError } from "../../errors.ts";
import type { LeftOutFile } from "./index-files.ts";

/** The error for files among which no CT, MR or PT image is: it says what they are instead. */
export function noImages(
  fileCount: number,
  leftOut: readonly LeftOutFile[],
): AutosegError<"no-dicom-images"> {
  const next = "Open the folder or the files of a CT or MR series.";
  return new AutosegError("no-dicom-images", `${describe(fileCount, leftOut)} ${next}`, { fileCount });
}

function describe(fileCount: number, leftOut: readonly LeftOutFile[]): string {
  if (fileCount === 0) return "There are no files here.";
  const [only] = leftOut;
  if (only && leftOut.length === 1) {
    const name = `"${only.fileName}"`;
    switch (only.reason) {
      case "empty":
        return `${name} is an empty file.`;
      case "not-dicom":
        return `${name} is not a DICOM file.`;
      case "directory":
        return `${name} is a DICOMDIR, the list of a disc, without the images.`;
      case "other-modality":
        return `${name} is a DICOM image of modality ${only.what}, not a CT or MR slice.`;
      default:
        return `${name} is a DICOM object that is no image (${only.what}).`;
    }
  }
  const foreign = leftOut.filter(({ reason }) => reason === "not-dicom" || reason === "empty").length;
  if (foreign === leftOut.length) return `None of the ${fileCount} files is a DICOM file.`;
  const kinds = [...new Set(leftOut.flatMap(({ what }) => (what === "" ? [] : [what])))].sort().join(", ");
  return `None of the ${fileCount} files is a CT or MR image; those that are DICOM are: ${kinds}.`;
}
