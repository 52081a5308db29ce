import type { Point } from "../../geometry/index.ts";
import type { Traits } from "./traits.ts";

/** One image of a file, a whole file or one frame of several, as its header describes it. */
export interface ImageFrame {
  /** Place of the file in the list that is read. */
  readonly fileIndex: number;
  readonly fileName: string;
  /** Zero-based, within the file. */
  readonly frameIndex: number;
  readonly numberOfFrames: number;
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  /** Of an image whose series was joined with others; undefined where it is that of all. */
  readonly seriesInstanceUID?: string;
  readonly frameOfReferenceUID: string | undefined;
  readonly rows: number;
  readonly columns: number;
  readonly imagePositionPatient: Point<"lps"> | undefined;
  readonly imageOrientationPatient: ImageOrientation | undefined;
  /** As in DICOM: between rows, then between columns. */
  readonly pixelSpacing: readonly [betweenRows: number, betweenColumns: number] | undefined;
  readonly sliceThickness: number | undefined;
  readonly spacingBetweenSlices: number | undefined;
  readonly imageType: readonly string[];
  /** How many slices lie side by side in it, where a maker's attribute says so: more than one in a mosaic. */
  readonly tileCount?: number | undefined;
  /** Whether it is of Nuclear Medicine Image Storage, whose frames may be projections. */
  readonly isNuclear: boolean;
  readonly instanceNumber: number | undefined;
  /** What may tell volumes apart that share a series; only what the header states. */
  readonly traits: Traits;
}

/** Directions of a row (growing column) and of a column (growing row). */
export type ImageOrientation = readonly [number, number, number, number, number, number];

/** Images that belong to one volume, and what sets them apart from the others. */
export interface VolumePart {
  readonly label: string;
  readonly frames: readonly ImageFrame[];
  /** What the user should know of how they were told apart, a sentence. */
  readonly note?: string;
}
