import type { SourceSeries } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { SegmentationObject } from "./segmentation-object.ts";

/**
 * Checks that an object was made for the images of a series: same study, same frame of reference. Where the series has
 * no frame of reference of its own, the object must refer to its images, or have the one derived from its UID. A series
 * that was stripped of its study's UID can only be told by its frame of reference.
 * @throws AutosegError `foreign-segmentation`.
 */
export function checkBelongs(object: SegmentationObject, source: SourceSeries): void {
  const { fileName, studyInstanceUID, frameOfReferenceUID, references } = object;
  if (source.studyInstanceUID !== "" && studyInstanceUID !== source.studyInstanceUID) {
    throw foreignSegmentation(
      fileName,
      `it was made for the study ${studyInstanceUID ?? "(none)"}, and the open series is of ${source.studyInstanceUID}`,
    );
  }
  if (frameOfReferenceUID === source.frameOfReferenceUID) return;
  if (frameOfReferenceUID !== undefined && !source.frameOfReferenceIsDerived) {
    throw foreignSegmentation(
      fileName,
      `its frame of reference is ${frameOfReferenceUID}, the open series has ${source.frameOfReferenceUID}`,
    );
  }
  if (source.instances.some(({ sopInstanceUID }) => references.has(sopInstanceUID))) return;
  throw foreignSegmentation(fileName, "it refers to none of the open series' images");
}

/** `found` is a clause: "it refers to none of the open series' images". */
export function foreignSegmentation(fileName: string, found: string): AutosegError<"foreign-segmentation"> {
  return new AutosegError(
    "foreign-segmentation",
    `"${fileName}" is a segmentation of other images: ${found}. Open the series it was made for.`,
    { fileName },
  );
}
