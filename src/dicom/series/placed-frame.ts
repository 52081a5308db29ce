import { dot, norm, type Point, type Vector } from "../../geometry/index.ts";
import { type Dataset, items, wrongNumber } from "../dataset.ts";
import { irregular } from "../refusals.ts";
import type { ImageFrame, ImageOrientation } from "./image-frame.ts";

/** An image with a known position in the patient. */
export type PlacedFrame = ImageFrame & {
  readonly imagePositionPatient: Point<"lps">;
  readonly imageOrientationPatient: ImageOrientation;
  readonly pixelSpacing: readonly [number, number];
};

/** Direction cosines of images in the same stack may differ by this much due to rounding. */
export const cosineTolerance = 1e-3;

/** @throws AutosegError `irregular-series` for an image without a position. */
export function checkPlaced(image: ImageFrame, seriesInstanceUID: string): PlacedFrame {
  const { imagePositionPatient, imageOrientationPatient, pixelSpacing, fileName } = image;
  const missing = (problem: "missing-position" | "missing-spacing", keyword: string) =>
    irregular(
      seriesInstanceUID,
      problem,
      `"${fileName}" has no valid ${keyword}, so its position in the patient is unknown. Load the scanner's original images.`,
    );
  if ((image.tileCount ?? 1) > 1 || (isCalledMosaic(image) && !imagePositionPatient))
    throw mosaic(fileName, seriesInstanceUID);
  if (!imagePositionPatient && image.isNuclear && image.numberOfFrames > 1)
    throw irregular(
      seriesInstanceUID,
      "missing-position",
      `"${fileName}" is a nuclear medicine image of ${image.numberOfFrames} projections or planar views, not a stack of slices. Load the reconstructed slices.`,
    );
  if (!imagePositionPatient) throw missing("missing-position", "ImagePositionPatient");
  if (!imageOrientationPatient || !isOrthonormal(imageOrientationPatient))
    throw missing("missing-position", "ImageOrientationPatient");
  if (!pixelSpacing?.every((spacing) => spacing > 0)) throw missing("missing-spacing", "PixelSpacing");
  return { ...image, imagePositionPatient, imageOrientationPatient, pixelSpacing };
}

/**
 * Some scanners leave the word MOSAIC in the ImageType of images that were split into slices. So the word is ignored if the
 * images lie side by side like slices. Mosaics have the same position, or positions that moved less than a slice with the
 * patient.
 * @param depths millimetres along the normal, ascending, of `frames`.
 * @throws AutosegError `irregular-series` for a mosaic.
 */
export function checkNoMosaic(
  frames: readonly PlacedFrame[],
  depths: readonly number[],
  seriesInstanceUID: string,
): void {
  const called = frames.find(isCalledMosaic);
  if (!called) return;
  const leastGapMm = (called.sliceThickness ?? 1) / 2;
  const areSlices =
    frames.length > 1 && depths.every((depth, k) => k === 0 || depth - depths[k - 1]! >= leastGapMm);
  if (!areSlices) throw mosaic(called.fileName, seriesInstanceUID);
}

function isCalledMosaic({ imageType }: ImageFrame): boolean {
  return imageType.some((value) => value.toUpperCase() === "MOSAIC");
}

function mosaic(fileName: string, seriesInstanceUID: string): Error {
  return irregular(
    seriesInstanceUID,
    "missing-position",
    `"${fileName}" is a mosaic: one image of many slices side by side. Load the slices as separate images.`,
  );
}

/** @throws AutosegError `irregular-series` unless both images have the same size, orientation and frame of reference. */
export function checkSame(first: PlacedFrame, other: PlacedFrame, seriesInstanceUID: string): void {
  const differ = (problem: Parameters<typeof irregular>[1], what: string): never => {
    throw irregular(
      seriesInstanceUID,
      problem,
      `The images of the series do not form one volume: ${what}. Load only one of the two.`,
    );
  };
  const names = `"${first.fileName}" and "${other.fileName}"`;
  if (first.rows !== other.rows || first.columns !== other.columns)
    differ(
      "mixed-size",
      `${names} have ${first.columns} x ${first.rows} and ${other.columns} x ${other.rows} pixels`,
    );
  if (
    first.imageOrientationPatient.some(
      (value, index) => Math.abs(value - other.imageOrientationPatient[index]!) > cosineTolerance,
    )
  )
    differ("mixed-orientation", `${names} are oriented differently`);
  if (
    first.pixelSpacing.some(
      (value, index) => Math.abs(value / other.pixelSpacing[index]! - 1) > cosineTolerance,
    )
  )
    differ(
      "mixed-size",
      `${names} have pixels of ${first.pixelSpacing.join(" x ")} and ${other.pixelSpacing.join(" x ")} mm`,
    );
  if (first.frameOfReferenceUID !== other.frameOfReferenceUID)
    differ("mixed-frame-of-reference", `${names} have different FrameOfReferenceUIDs`);
}

function isOrthonormal(orientation: ImageOrientation): boolean {
  const [row, column] = [orientation.slice(0, 3), orientation.slice(3)] as unknown as [
    Vector<"lps">,
    Vector<"lps">,
  ];
  return (
    Math.abs(norm(row) - 1) < cosineTolerance &&
    Math.abs(norm(column) - 1) < cosineTolerance &&
    Math.abs(dot(row, column)) < cosineTolerance
  );
}

/** Attributes that define an image's position, and the functional groups that may hold them (PS3.3 C.7.6.16.2). */
const placing = [
  ["ImagePositionPatient", "PlanePositionSequence", "missing-position"],
  ["ImageOrientationPatient", "PlaneOrientationSequence", "missing-position"],
  ["PixelSpacing", "PixelMeasuresSequence", "missing-spacing"],
] as const;

/** @throws AutosegError `irregular-series` for an image whose position is not written in numbers. */
export function checkPlaceNumbers(dataset: Dataset, fileName: string, seriesInstanceUID: string): void {
  const groups = [
    ...items(dataset, "SharedFunctionalGroupsSequence"),
    ...items(dataset, "PerFrameFunctionalGroupsSequence"),
  ];
  for (const [keyword, macro, problem] of placing) {
    const places = [dataset, ...groups.flatMap((group) => items(group, macro).slice(0, 1))];
    const wrong = places.map((place) => wrongNumber(place, keyword)).find((value) => value !== undefined);
    if (wrong !== undefined)
      throw irregular(
        seriesInstanceUID,
        problem,
        `"${fileName}" has no valid ${keyword} ("${wrong}" is not a number), so its position in the patient is unknown. Load the scanner's original images.`,
      );
  }
}
