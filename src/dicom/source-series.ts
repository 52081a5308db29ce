import { sha256 } from "@noble/hashes/sha2.js";
import { type Grid, ijkToLps, type Point } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import { type Dataset, items, text } from "./dataset.ts";

/** One image of a series: its position, and what a segmentation needs to reference it. */
export interface SourceInstance {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  /** For an image whose series was joined with others to form the volume; undefined if it has the volume's own. */
  readonly seriesInstanceUID?: string;
  /** One-based frame number in a multi-frame instance; undefined for a single-frame instance. */
  readonly frameNumber?: number;
  /**
   * Centre of the first voxel of the volume's slice. This is the image's own position; if a gantry tilt was corrected, it
   * lies in the image's plane.
   */
  readonly imagePositionPatient: Point<"lps">;
  /** File name as the user knows it, for messages. */
  readonly fileName: string;
}

/**
 * A DICOM image series, ordered and checked: slice k of the volume is `instances[k]`, unless the images are unevenly spaced;
 * then
 * `slicePlaces` gives their positions.
 */
export interface SourceSeries {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  /** From the header or, if it has none, derived from SeriesInstanceUID, so that it is the same at every reading. */
  readonly frameOfReferenceUID: string;
  readonly frameOfReferenceIsDerived: boolean;
  /** Header of the first slice without pixels: patient, study and equipment for objects derived from the series. */
  readonly header: Dataset;
  /** In order of increasing k. */
  readonly instances: readonly SourceInstance[];
  /**
   * For unevenly spaced images, which were resampled to an even grid: their positions along k in slices, ascending, no two
   * closest to the same slice. Undefined if slice k is `instances[k]`.
   */
  readonly slicePlaces?: readonly number[];
  /**
   * For a tilted gantry, the positions of the acquired images within the slices of the upright volume; undefined if an image
   * has the pixels of its slice.
   */
  readonly tilt?: TiltedImages;
  readonly volume: Volume;
  /** For an image that was not read from DICOM: no DICOM object can be made from it. */
  readonly fileFormat?: "NIfTI" | "NRRD";
  /** What was done to the images to form a volume, in words for the user: for instance, a gantry tilt was corrected. */
  readonly notes?: readonly string[];
  /** What distinguishes this volume from others in the series: "echo time 5 ms"; "" or undefined if it is the only one. */
  readonly volumeLabel?: string;
  /** The other volumes of the series, which were left out, in words: "localiser (3 images)". */
  readonly otherVolumes?: readonly string[];
}

/** The images of a tilted gantry within their upright slices. */
interface TiltedImages {
  /** Size of an image: columns, then rows. */
  readonly size: readonly [columns: number, rows: number];
  /** Position of each image's first pixel, in voxels of its slice; usually fractional. */
  readonly offsets: readonly (readonly [columns: number, rows: number])[];
}

/** Notes for the user on how the volume was made, one sentence each. */
export function notesOn({ notes = [], otherVolumes = [] }: SourceSeries): string[] {
  return [...notes, ...otherVolumes.map((volume) => `Not opened: ${volume}.`)];
}

/** The image of slice k of the volume or, for unevenly spaced images, the nearest one. */
export function instanceAt({ instances, slicePlaces }: SourceSeries, k: number): SourceInstance | undefined {
  return instances[slicePlaces ? nearestPlace(slicePlaces, k) : k];
}

/** Labels of the images, each taken from the nearest slice of the volume. `labels` has one value per voxel of the volume. */
export function labelsOfImages<Labels extends Uint8Array | Uint16Array>(
  labels: Labels,
  { volume, slicePlaces }: SourceSeries,
): Labels {
  if (!slicePlaces) return labels;
  const sliceLength = volume.grid.size[0] * volume.grid.size[1];
  const images = sameKind(labels, sliceLength * slicePlaces.length);
  for (const [index, place] of slicePlaces.entries()) {
    const k = Math.round(place);
    images.set(labels.subarray(k * sliceLength, (k + 1) * sliceLength), index * sliceLength);
  }
  return images;
}

/** The slices of the volume that show each image: its own or, for unevenly spaced images, all that are closest to it. */
export function slicesOfImages({
  instances,
  slicePlaces,
  volume,
}: SourceSeries): readonly (readonly number[])[] {
  if (!slicePlaces) return instances.map((_, k) => [k]);
  const slices: number[][] = instances.map(() => []);
  for (let k = 0; k < volume.grid.size[2]; k++) slices[nearestPlace(slicePlaces, k)]!.push(k);
  return slices;
}

/**
 * The thickness in millimetres of each slice of the volume: all equal or, for unevenly spaced images, half of the gaps to the
 * image's neighbours, shared among the slices that show it.
 */
export function sliceExtentsMm(source: SourceSeries): readonly number[] {
  const { slicePlaces: places, volume } = source;
  const spacingMm = volume.grid.spacingMm[2];
  const extents = new Array<number>(volume.grid.size[2]).fill(spacingMm);
  if (!places) return extents;
  const gapAfter = (index: number) => places[index + 1]! - places[index]!;
  slicesOfImages(source).forEach((shownBy, index) => {
    const before = gapAfter(Math.max(0, index - 1));
    const after = gapAfter(Math.min(index, places.length - 2));
    for (const k of shownBy) extents[k] = (((before + after) / 2) * spacingMm) / shownBy.length;
  });
  return extents;
}

/** Centre of the first pixel of image `index` as acquired, including a gantry tilt. */
export function imagePosition(
  { instances, tilt, slicePlaces, volume }: SourceSeries,
  index: number,
): Point<"lps"> {
  if (!tilt) return instances[index]!.imagePositionPatient;
  const [columns, rows] = tilt.offsets[index]!;
  return ijkToLps(volume.grid, [columns, rows, slicePlaces?.[index] ?? index]);
}

function sameKind<Labels extends Uint8Array | Uint16Array>(labels: Labels, length: number): Labels {
  return (labels instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length)) as Labels;
}

function nearestPlace(places: readonly number[], k: number): number {
  // The image whose slice this is, if any: what is written for it must come back to it.
  const own = places.findIndex((place) => Math.round(place) === k);
  if (own >= 0) return own;
  return places.reduce(
    (nearest, place, index) => (Math.abs(place - k) < Math.abs(places[nearest]! - k) ? index : nearest),
    0,
  );
}

/** Header information for choosing and checking a model. */
interface ImageFacts {
  readonly modality: string;
  /** BodyPartExamined and the code meanings of AnatomicRegionSequence. */
  readonly bodyParts: readonly string[];
  /** StudyDescription, SeriesDescription and ProtocolName. */
  readonly descriptions: readonly string[];
  /** Whether contrast was given; undefined if unknown. */
  readonly contrast: "with" | "without" | undefined;
  readonly grid: Grid;
}

export function describeImage({ header, modality, volume }: SourceSeries): ImageFacts {
  const stated = (values: readonly (string | undefined)[]): string[] =>
    values.filter((value) => value !== undefined);
  const descriptions = stated(
    (["StudyDescription", "SeriesDescription", "ProtocolName"] as const).map((keyword) =>
      text(header, keyword),
    ),
  );
  const regions = items(header, "AnatomicRegionSequence").map((item) => text(item, "CodeMeaning"));
  return {
    modality,
    bodyParts: stated([text(header, "BodyPartExamined"), ...regions]),
    descriptions,
    contrast: contrastOf(text(header, "ContrastBolusAgent"), descriptions.join(" ")),
    grid: volume.grid,
  };
}

/** How a series was acquired: its descriptions, protocol and sequence, and "contrast" if it was given. */
export function describeTechnique(header: Dataset): string {
  const texts = (["SeriesDescription", "ProtocolName", "SequenceName", "PulseSequenceName"] as const).map(
    (keyword) => text(header, keyword),
  );
  const isEnhanced = contrastOf(text(header, "ContrastBolusAgent"), texts.join(" ")) === "with";
  return [...texts, isEnhanced ? "contrast" : undefined].filter(Boolean).join(" ");
}

/** Whether contrast was given, from ContrastBolusAgent or, if that is missing, from descriptions; undefined if unknown. */
export function contrastOf(agent: string | undefined, description: string): ImageFacts["contrast"] {
  if (agent !== undefined) return /^(no|none|without|w\/?o|nil)\b/i.test(agent) ? "without" : "with";
  if (/\b(without contrast|non[- ]?contrast|unenhanced|native?|nativ|w\/?o c)/i.test(description))
    return "without";
  return undefined;
}

/**
 * A UID for the frame of reference of a series that states none: "2.25." and the first 128 bits of the SHA-256 of its
 * SeriesInstanceUID (PS3.5 B.2), so that it is the same at every reading.
 */
export function deriveFrameOfReferenceUID(seriesInstanceUID: string): string {
  const hash = sha256(new TextEncoder().encode(`frame of reference of ${seriesInstanceUID}`));
  let value = 0n;
  for (const byte of hash.subarray(0, 16)) value = (value << 8n) | BigInt(byte);
  return `2.25.${value}`;
}
