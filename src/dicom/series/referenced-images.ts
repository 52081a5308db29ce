import { type Dataset, items, numbers, text } from "../dataset.ts";

/** The images and series that a DICOM object references as its source. */
export interface ReferencedImages {
  /** By SOPInstanceUID: one-based frame numbers, or an empty set for the whole instance. */
  readonly images: ReadonlyMap<string, ReadonlySet<number>>;
  /** SeriesInstanceUIDs of ReferencedSeriesSequence. */
  readonly series: ReadonlySet<string>;
}

/**
 * What an object references: the source images of its frames (Derivation Image, PS3.3 C.7.6.16.2.6) or, if these name none,
 * those listed for the whole object (Common Instance Reference, PS3.3 C.12.2). For an RT Structure Set: the images of its
 * contours or, if these name none, those of its frames of reference (PS3.3 C.8.8.5, C.8.8.6).
 */
export function referencedImages(dataset: Dataset): ReferencedImages {
  const groups = [
    ...items(dataset, "SharedFunctionalGroupsSequence"),
    ...items(dataset, "PerFrameFunctionalGroupsSequence"),
  ];
  const contouredSeries = items(dataset, "ReferencedFrameOfReferenceSequence")
    .flatMap((frame) => items(frame, "RTReferencedStudySequence"))
    .flatMap((study) => items(study, "RTReferencedSeriesSequence"));
  const ofContours = items(dataset, "ROIContourSequence")
    .flatMap((roi) => items(roi, "ContourSequence"))
    .flatMap((contour) => items(contour, "ContourImageSequence"));
  const listedSeries = [...items(dataset, "ReferencedSeriesSequence"), ...contouredSeries];
  const ofFrames = groups
    .flatMap((group) => items(group, "DerivationImageSequence"))
    .flatMap((derivation) => items(derivation, "SourceImageSequence"))
    .concat(ofContours);
  const ofObject = [
    ...items(dataset, "SourceImageSequence"),
    ...listedSeries.flatMap((series) => items(series, "ReferencedInstanceSequence")),
    ...contouredSeries.flatMap((series) => items(series, "ContourImageSequence")),
  ];
  return {
    images: collect(ofFrames.length > 0 ? ofFrames : ofObject),
    series: new Set(listedSeries.flatMap((series) => text(series, "SeriesInstanceUID") ?? [])),
  };
}

function collect(references: readonly Dataset[]): ReferencedImages["images"] {
  const images = new Map<string, Set<number>>();
  for (const reference of references) {
    const sopInstanceUID = text(reference, "ReferencedSOPInstanceUID");
    if (sopInstanceUID === undefined) continue;
    const frameNumbers = numbers(reference, "ReferencedFrameNumber");
    const known = images.get(sopInstanceUID);
    if (!known || frameNumbers.length === 0) images.set(sopInstanceUID, new Set(frameNumbers));
    else if (known.size > 0) for (const frameNumber of frameNumbers) known.add(frameNumber);
  }
  return images;
}

/** Whether an image is referenced; `frameNumber` is undefined for a single-frame instance. */
export function isReferenced(
  { sopInstanceUID, frameNumber }: { readonly sopInstanceUID: string; readonly frameNumber?: number },
  { images }: ReferencedImages,
): boolean {
  const frameNumbers = images.get(sopInstanceUID);
  if (!frameNumbers) return false;
  return frameNumber === undefined || frameNumbers.size === 0 || frameNumbers.has(frameNumber);
}
