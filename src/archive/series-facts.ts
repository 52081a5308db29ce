import { contrastOf, type Dataset, number, numbers, text, texts } from "../dicom/index.ts";

/** What is known of a series before its images are fetched: from a search, the list of its images, and one header. */
export interface SeriesFacts {
  readonly seriesInstanceUID: string;
  readonly modality: string;
  readonly sopInstanceUIDs: readonly string[];
  /** Number of images, or of frames of a single multi-frame image. */
  readonly slices: number;
  readonly imageType: readonly string[];
  /** Undefined if the header does not say. */
  readonly plane: "axial" | "coronal" | "sagittal" | undefined;
  readonly sliceThicknessMm: number | undefined;
  readonly bodyPart: string | undefined;
  readonly kernel: string | undefined;
  readonly contrast: "with" | "without" | undefined;
  /** Series and protocol descriptions; used for matching, never shown. */
  readonly description: string;
}

/** @param header of any image of the series. */
export function toSeriesFacts(
  header: Dataset,
  series: Pick<SeriesFacts, "seriesInstanceUID" | "sopInstanceUIDs">,
): SeriesFacts {
  const description = (["SeriesDescription", "ProtocolName"] as const)
    .map((keyword) => text(header, keyword) ?? "")
    .join(" ");
  const frames = number(header, "NumberOfFrames") ?? 1;
  const { sopInstanceUIDs } = series;
  return {
    ...series,
    modality: (text(header, "Modality") ?? "").toUpperCase(),
    slices: sopInstanceUIDs.length === 1 ? frames : sopInstanceUIDs.length,
    imageType: texts(header, "ImageType").map((value) => value.toUpperCase()),
    plane: planeOf(numbers(header, "ImageOrientationPatient")),
    sliceThicknessMm: number(header, "SliceThickness"),
    bodyPart: text(header, "BodyPartExamined"),
    kernel: text(header, "ConvolutionKernel"),
    contrast: contrastOf(text(header, "ContrastBolusAgent"), description),
    description: description.trim(),
  };
}

/** The plane whose normal is nearest to the images' (PS3.3 C.7.6.2.1.1). */
function planeOf(cosines: readonly number[]): SeriesFacts["plane"] {
  if (cosines.length !== 6) return undefined;
  const [rx, ry, rz, cx, cy, cz] = cosines as [number, number, number, number, number, number];
  const normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx].map(Math.abs);
  const largest = Math.max(...normal);
  return (["sagittal", "coronal", "axial"] as const)[normal.indexOf(largest)];
}

/**
 * Sharpness of a reconstruction kernel, 0 (soft) to 2 (sharp), from the vendors' names: Siemens B, H, I, Q with a number
 * ("B30f", "Br40"), GE and Canon words, Philips letters. Undefined for any other.
 */
export function sharpnessOf(kernel: string | undefined): 0 | 1 | 2 | undefined {
  if (kernel === undefined) return undefined;
  const siemens = /^[A-Z][a-z]?(\d\d)/.exec(kernel)?.[1];
  if (siemens !== undefined) return Number(siemens) <= 40 ? 0 : Number(siemens) < 55 ? 1 : 2;
  if (/bone|lung|edge|sharp|ultra|FC[3458]\d/i.test(kernel)) return 2;
  if (/soft|stand|smooth|FC[01]\d/i.test(kernel)) return 0;
  if (/detail|chest/i.test(kernel)) return 1;
  if (/^[ABC]$/.test(kernel)) return 0;
  if (/^(D|E|L|Y[A-D])$/.test(kernel)) return 2;
  return undefined;
}
