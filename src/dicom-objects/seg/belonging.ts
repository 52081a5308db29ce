import { isReferenced, type ReferencedImages, type SourceSeries } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { isReferable } from "../common/references.ts";
import type { SegmentationObject } from "./parsed-object.ts";

/**
 * Checks that an object was made for the images of a series: same study, same frame of reference. If the series states no
 * frame of reference,
 * the object must reference its images, or have the one derived from its UID. A series stripped of its study's UID is
 * recognised only by its frame of reference.
 * @throws AutosegError `foreign-segmentation`.
 */
export function checkBelongs(object: SegmentationObject, source: SourceSeries): void {
  const { fileName, studyInstanceUID, frameOfReferenceUID } = object;
  if (source.studyInstanceUID !== "" && studyInstanceUID !== source.studyInstanceUID) {
    throw foreignSegmentation(
      fileName,
      `it was made for the study ${studyInstanceUID ?? "(none)"}, but the open series belongs to ${source.studyInstanceUID}`,
    );
  }
  if (!isForeignFrame(object, source)) return;
  if (frameOfReferenceUID !== undefined && !source.frameOfReferenceIsDerived) {
    throw foreignSegmentation(
      fileName,
      `its frame of reference is ${frameOfReferenceUID}, but that of the open series is ${source.frameOfReferenceUID}`,
    );
  }
  throw foreignSegmentation(fileName, "it refers to none of the open series' images");
}

/** Whether an object's positions are in another frame of reference than the series', as far as can be told. */
export function isForeignFrame(
  { frameOfReferenceUID, references }: Pick<SegmentationObject, "frameOfReferenceUID" | "references">,
  source: SourceSeries,
): boolean {
  if (frameOfReferenceUID === source.frameOfReferenceUID) return false;
  if (frameOfReferenceUID !== undefined && !source.frameOfReferenceIsDerived) return true;
  return !source.instances.some((instance) => isReferenced(instance, references));
}

/** An object that references images. */
type WithReferences = Pick<SegmentationObject, "references">;

/** How the images that an object references relate to those of a series. */
export type ReferenceMatch = "all" | "some" | "unclear" | "other" | "none-named";

/**
 * Whether an object references the images of a series, these and others, a multi-frame image without saying which of its
 * volumes, only others, or none. Images stripped of their UIDs cannot be referenced: then a matching position is the best
 * evidence there is.
 */
export function matchReferences({ references }: WithReferences, source: SourceSeries): ReferenceMatch {
  if (!source.instances.some(isReferable)) return "all";
  if (references.images.size === 0) {
    const isNamed = references.series.size === 0 || references.series.has(source.seriesInstanceUID);
    return isNamed ? "none-named" : "other";
  }
  const own = source.instances.filter((instance) => isReferenced(instance, references));
  if (own.length === 0) return "other";
  if (own.length < countReferences(references, own)) return "some";
  const isWhole = own.some(
    ({ sopInstanceUID, frameNumber }) =>
      frameNumber !== undefined && references.images.get(sopInstanceUID)!.size === 0,
  );
  return isWhole && source.otherVolumes?.length ? "unclear" : "all";
}

/** Notes for the user on the images that an object references, in sentences; empty if they are the series'. */
export function describeReferences(object: WithReferences, source: SourceSeries): string[] {
  const volume = source.volumeLabel ? ` (${source.volumeLabel})` : "";
  switch (matchReferences(object, source)) {
    case "all":
      return [];
    case "none-named":
      return [
        `It does not name the images it was drawn on; it is placed on this volume${volume} by position alone.`,
      ];
    case "unclear":
      return [
        `It names a whole multi-frame image, not the frames it was drawn on; it is placed on this volume${volume} by position alone.`,
      ];
    case "other":
      return [
        `It was drawn on other images, none of which is in this volume${volume}${namedSeries(object, source)}: it is placed by position, and grey values are measured here.`,
      ];
    case "some": {
      const own = source.instances.filter((instance) => isReferenced(instance, object.references));
      const others = countReferences(object.references, own) - own.length;
      return [
        `It was drawn on ${own.length} images of this volume${volume} and on ${others} others: grey values are measured in this volume alone.`,
      ];
    }
  }
}

/** Counts references to frames if frames are named, else to instances, with as many frames as are here. */
function countReferences(
  { images }: ReferencedImages,
  own: readonly { readonly sopInstanceUID: string }[],
): number {
  const here = new Map<string, number>();
  for (const { sopInstanceUID } of own) here.set(sopInstanceUID, (here.get(sopInstanceUID) ?? 0) + 1);
  let count = 0;
  for (const [sopInstanceUID, frameNumbers] of images)
    count +=
      frameNumbers.size > 0
        ? Math.max(frameNumbers.size, here.get(sopInstanceUID) ?? 0)
        : (here.get(sopInstanceUID) ?? 1);
  return count;
}

function namedSeries({ references }: WithReferences, { seriesInstanceUID }: SourceSeries): string {
  const others = [...references.series].filter((uid) => uid !== seriesInstanceUID);
  if (others.length === 0) return "";
  return others.length === 1 ? `, but in the series ${others[0]}` : `, but in ${others.length} other series`;
}

/** `found` is a clause: "it refers to none of the open series' images". */
export function foreignSegmentation(fileName: string, found: string): AutosegError<"foreign-segmentation"> {
  return new AutosegError(
    "foreign-segmentation",
    `"${fileName}" is a segmentation of other images: ${found}. Open the series it was made for.`,
    { fileName },
  );
}
