import {
  createGrid,
  cross,
  dot,
  type Grid,
  norm,
  scale,
  subtract,
  type Vector,
} from "../../geometry/index.ts";
import { irregular } from "../refusals.ts";
import { type SliceOffset, toUprightGrid } from "./gantry-tilt.ts";
import type { ImageFrame, ImageOrientation } from "./image-frame.ts";
import { checkNoMosaic, checkPlaced, checkSame, cosineTolerance, type PlacedFrame } from "./placed-frame.ts";
import { largestOf, smallestOf } from "./slice-places.ts";
import { checkSpacing, spacingTolerance } from "./slice-spacing.ts";
import { type EvenGrid, toEvenGrid } from "./uneven-slices.ts";

/** The images of one volume in order of increasing k, on the grid that they form. */
export interface SliceStack {
  readonly frames: readonly PlacedFrame[];
  readonly grid: Grid;
  /** For a tilted gantry, the position of each slice on the upright grid; undefined otherwise. */
  readonly offsets?: readonly SliceOffset[];
  /** For unevenly spaced images, their positions along k of the even grid; undefined if image k is slice k. */
  readonly even?: EvenGrid;
  /** What was done to the images to form a volume, in words; usually empty. */
  readonly notes: readonly string[];
}

/** CT gantries tilt by up to 30 degrees. */
const steepestTiltDegrees = 35;

/**
 * Orders images along their common normal, row direction x column direction, and determines their grid (PS3.3 C.7.6.2.1.1).
 * The slice spacing is computed from positions; SliceThickness and SpacingBetweenSlices are used only for a single slice.
 * @throws AutosegError `irregular-series` if they do not form a grid, even after resampling uneven gaps.
 */
export function toSliceStack(images: readonly ImageFrame[], seriesInstanceUID: string): SliceStack {
  const placed = images.map((image) => checkPlaced(image, seriesInstanceUID));
  const [first] = placed;
  if (!first) throw irregular(seriesInstanceUID, "too-few-slices", "The series has no images.");
  for (const frame of placed) checkSame(first, frame, seriesInstanceUID);

  const [iDirection, jDirection] = toDirections(first.imageOrientationPatient);
  const crossed = cross(iDirection, jDirection);
  const normal = scale(crossed, 1 / norm(crossed));
  const depth = (frame: PlacedFrame): number => dot(frame.imagePositionPatient, normal);
  const frames = placed
    .map((frame) => ({ frame, at: depth(frame) }))
    .sort(
      (a, b) =>
        a.at - b.at ||
        (a.frame.fileIndex === b.frame.fileIndex
          ? a.frame.frameIndex - b.frame.frameIndex
          : a.frame.fileName.localeCompare(b.frame.fileName)),
    )
    .map(({ frame }) => frame);
  const depths = frames.map(depth);

  checkNoMosaic(frames, depths, seriesInstanceUID);
  const isUneven = checkSpacing(frames, depths, seriesInstanceUID) === "uneven";
  const axis = stackAxis(frames, normal, depths, seriesInstanceUID);
  const even = isUneven ? toEvenGrid(depths.map((depth) => depth * axis.lengthening)) : undefined;
  const spacingMm = even?.spacingMm ?? axis.spacingMm;
  const slices = even?.slices ?? frames.length;
  const notes = even ? [describeUneven(depths, even)] : [];
  if (axis.tiltDegrees > 0) {
    const directions = [iDirection, jDirection, axis.direction] as const;
    notes.push(
      `The gantry was tilted by ${axis.tiltDegrees.toFixed(1)} degrees: the slices were shifted within their planes into an upright volume.`,
    );
    const upright = toUprightGrid(frames, directions, { spacingMm, slices });
    return { frames, ...upright, ...(even && { even }), notes };
  }
  const [betweenRows, betweenColumns] = first.pixelSpacing;
  const grid = createGrid({
    size: [first.columns, first.rows, slices],
    spacingMm: [betweenColumns, betweenRows, spacingMm],
    originLps: frames[0]!.imagePositionPatient,
    directionsLps: [iDirection, jDirection, axis.direction],
  });
  return { frames, grid, ...(even && { even }), notes };
}

function describeUneven(depths: readonly number[], { spacingMm, slices }: EvenGrid): string {
  const gaps = depths.slice(1).map((depth, index) => depth - depths[index]!);
  const [narrowest, widest] = [smallestOf(gaps), largestOf(gaps)].map((gap) => gap.toFixed(2));
  return `The ${depths.length} slices are unevenly spaced, ${narrowest} to ${widest} mm: they were resampled to ${slices} slices, ${spacingMm.toFixed(2)} mm apart. A segmentation is written for the original slices.`;
}

function toDirections(orientation: ImageOrientation): [Vector<"lps">, Vector<"lps">] {
  const [rx, ry, rz, cx, cy, cz] = orientation;
  return [
    [rx, ry, rz],
    [cx, cy, cz],
  ];
}

/**
 * Direction and spacing of the slices. The direction is computed from positions: it differs from the normal only by the
 * rounding of the cosines, unless the gantry was tilted (`tiltDegrees` over 0). Depths times `lengthening` are distances
 * along it.
 * @throws AutosegError `irregular-series` for shifted slices, and for a single slice of unknown thickness.
 */
function stackAxis(
  frames: readonly PlacedFrame[],
  normal: Vector<"lps">,
  depths: readonly number[],
  seriesInstanceUID: string,
): { direction: Vector<"lps">; spacingMm: number; tiltDegrees: number; lengthening: number } {
  const [first, last] = [frames[0]!, frames[frames.length - 1]!];
  if (frames.length === 1) {
    const spacingMm = first.spacingBetweenSlices ?? first.sliceThickness;
    if (spacingMm === undefined || !(Math.abs(spacingMm) > 0))
      throw irregular(
        seriesInstanceUID,
        "too-few-slices",
        `The series is a single slice of unknown thickness ("${first.fileName}"). Load the whole series.`,
      );
    return { direction: normal, spacingMm: Math.abs(spacingMm), tiltDegrees: 0, lengthening: 1 };
  }
  const span = subtract(last.imagePositionPatient, first.imagePositionPatient);
  const distance = norm(span);
  const depth = depths[depths.length - 1]! - depths[0]!;
  const steps = frames.length - 1;
  const sideways = (frame: PlacedFrame, axis: Vector<"lps">): number => {
    const offset = subtract(frame.imagePositionPatient, first.imagePositionPatient);
    return norm(subtract(offset, scale(axis, dot(offset, axis))));
  };
  const direction = scale(span, 1 / distance);
  const drift = sideways(last, normal);
  const roundingMm = spacingTolerance(depth / steps);
  const isTilted = drift / depth > cosineTolerance / 2 && drift > roundingMm;
  const straightest = largestOf(frames.map((frame) => sideways(frame, direction)));
  if (straightest > Math.max(roundingMm, 0.1))
    throw irregular(
      seriesInstanceUID,
      "uneven-spacing",
      `The slices do not form a straight stack: they are shifted sideways by up to ${straightest.toFixed(1)} mm. Load a series of one straight stack.`,
    );
  if (isTilted) {
    const tiltDegrees = (Math.atan2(drift, depth) * 180) / Math.PI;
    if (tiltDegrees <= steepestTiltDegrees)
      return { direction: normal, spacingMm: depth / steps, tiltDegrees, lengthening: 1 };
    throw irregular(
      seriesInstanceUID,
      "gantry-tilt",
      `The slices are sheared against each other by ${tiltDegrees.toFixed(1)} degrees, more than any gantry tilt. Load a series of one straight stack.`,
    );
  }
  return drift / depth > cosineTolerance / 2
    ? { direction: normal, spacingMm: depth / steps, tiltDegrees: 0, lengthening: 1 }
    : { direction, spacingMm: distance / steps, tiltDegrees: 0, lengthening: distance / depth };
}
