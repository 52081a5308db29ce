import type { Point } from "../../geometry/index.ts";
import type { Traits } from "./traits.ts";

/** One image, a whole file or one frame of a multi-frame file, as its header describes it. */
export interface ImageFrame {
  /** Index of the file in the list that is read. */
  readonly fileIndex: number;
  readonly fileName: string;
  /** Zero-based index within the file. */
  readonly frameIndex: number;
  readonly numberOfFrames: number;
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  /** For an image whose series was joined with others; undefined if it has the series' own UID. */
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
  /** Number of slices arranged in the image, if a private attribute states it: more than one in a mosaic. */
  readonly tileCount?: number | undefined;
  /** Whether it is of Nuclear Medicine Image Storage, whose frames may be projections. */
  readonly isNuclear: boolean;
  readonly instanceNumber: number | undefined;
  /** Attributes that may distinguish volumes in the same series; only those stated in the header. */
  readonly traits: Traits;
}

/** Directions of a row (increasing column) and of a column (increasing row). */
export type ImageOrientation = readonly [number, number, number, number, number, number];

/** Images that belong to one volume, and what distinguishes them from the others. */
export interface VolumePart {
  readonly label: string;
  readonly frames: readonly ImageFrame[];
  /** A note for the user on how they were separated, a sentence. */
  readonly note?: string;
}
