import type { Point } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import type { Dataset } from "./dataset.ts";

/** One image of a series: where it lies and what a segmentation needs to reference it. */
export interface SourceInstance {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  /** One-based number of the frame within a multi-frame instance; undefined for an instance that is one image. */
  readonly frameNumber?: number;
  /** Centre of the first voxel of the volume's slice: the image's own, unless a gantry tilt was corrected; then in the image's plane. */
  readonly imagePositionPatient: Point<"lps">;
  /** File name as the user knows it, for messages. */
  readonly fileName: string;
}

/** A DICOM image series, read, ordered and checked: slice k of the volume is `instances[k]`. */
export interface SourceSeries {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  /** From the header, or, where it has none, derived from SeriesInstanceUID and so the same at every reading. */
  readonly frameOfReferenceUID: string;
  readonly frameOfReferenceIsDerived: boolean;
  /** Header of the first slice without pixels: patient, study and equipment for whatever is derived from the series. */
  readonly header: Dataset;
  /** In the order of growing k. */
  readonly instances: readonly SourceInstance[];
  readonly volume: Volume;
  /** What was done to the images to make a volume of them, in words for the user: a gantry tilt that was corrected. */
  readonly notes?: readonly string[];
  /** What sets this volume apart from others in the series: "echo time 5 ms"; "" or undefined when it is the only one. */
  readonly volumeLabel?: string;
  /** The volumes of the series that were left aside, in words: "localiser (3 images)". */
  readonly otherVolumes?: readonly string[];
}

/** What the user should know of how the volume came about, a sentence each. */
export function notesOn({ notes = [], otherVolumes = [] }: SourceSeries): string[] {
  return [...notes, ...otherVolumes.map((volume) => `Left aside: ${volume}.`)];
}
