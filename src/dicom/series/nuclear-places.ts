import { cross, type Point, type Vector } from "../../geometry/index.ts";
import { type Dataset, items, number, numbers, texts } from "../dataset.ts";
import type { Keyword } from "../dictionary.ts";
import type { ImageFrame, ImageOrientation } from "./image-frame.ts";
import type { TraitName } from "./traits.ts";

/** Vectors that state for each frame which part of a gated or repeated study it belongs to (PS3.3 C.8.4.8). */
const vectors: readonly (readonly [TraitName, Keyword])[] = [
  ["energyWindow", "EnergyWindowVector"],
  ["detector", "DetectorVector"],
  ["phase", "PhaseVector"],
  ["heartBeat", "RRIntervalVector"],
  ["timeSlot", "TimeSlotVector"],
];

/**
 * The positions of a reconstructed nuclear medicine image's frames (PS3.3 C.8.4.8 and C.8.4.15): the first slice is at the
 * detector's stated position; slice n is SpacingBetweenSlices further along row direction x column direction for each step in
 * SliceVector, backwards if negative. Undefined for images of other kinds, and for projections, which are not slices.
 */
export function toNuclearPlaces(
  dataset: Dataset,
  numberOfFrames: number,
): readonly Pick<ImageFrame, "imagePositionPatient" | "imageOrientationPatient" | "traits">[] | undefined {
  const isReconstructed = texts(dataset, "ImageType")[2]?.toUpperCase().startsWith("RECON") === true;
  const sliceNumbers = numbers(dataset, "SliceVector");
  if (!isReconstructed || sliceNumbers.length !== numberOfFrames) return undefined;
  const [detector] = items(dataset, "DetectorInformationSequence");
  const place = detector ?? dataset;
  const position = numbers(place, "ImagePositionPatient");
  const orientation = numbers(place, "ImageOrientationPatient");
  const gapMm = number(dataset, "SpacingBetweenSlices") ?? number(dataset, "SliceThickness");
  if (position.length !== 3 || orientation.length !== 6 || !gapMm) return undefined;
  const normal = cross(
    orientation.slice(0, 3) as unknown as Vector<"lps">,
    orientation.slice(3) as unknown as Vector<"lps">,
  );
  const traits = vectors
    .map(([trait, keyword]) => [trait, numbers(dataset, keyword)] as const)
    .filter(([, values]) => values.length === numberOfFrames);
  return sliceNumbers.map((sliceNumber, frameIndex) => ({
    imagePositionPatient: position.map(
      (value, axis) => value + (sliceNumber - 1) * gapMm * normal[axis]!,
    ) as unknown as Point<"lps">,
    imageOrientationPatient: orientation as unknown as ImageOrientation,
    traits: Object.fromEntries(traits.map(([trait, values]) => [trait, `${values[frameIndex]}`])),
  }));
}
