import { labelsOfImages, type SourceSeries } from "../../dicom/index.ts";
import { type Grid, gridDistanceMm } from "../../geometry/index.ts";
import { checkSegments, type LabelMap16, type Segment } from "../../volume/index.ts";
import { findOccupied, type Occupancy } from "./occupied-frames.ts";
import { notWritable } from "./written-object.ts";

/** Label maps of one object, one or, where segments overlap, several, and what is in them. */
export interface CheckedLabelMaps {
  readonly labelMaps: readonly LabelMap16[];
  /** Of each label map. */
  readonly occupied: readonly Occupancy[];
  /** Of all label maps, in the order of their numbers. */
  readonly segments: readonly Segment[];
}

/**
 * Checks label maps that are to be one object on the grid of its source.
 * @throws AutosegError `segmentation-not-writable`, as writeDicomSeg.
 */
export function checkLabelMaps(given: readonly LabelMap16[], source: SourceSeries): CheckedLabelMaps {
  for (const { grid } of given) checkGrid(grid, source);
  const labelMaps = given.map((labelMap) => toImageSlices(labelMap, source));
  const segments = labelMaps
    .flatMap((labelMap) => labelMap.segments)
    .sort((a, b) => a.segmentNumber - b.segmentNumber);
  if (segments.length === 0)
    throw notWritable(
      "The label map has no segments, and a DICOM segmentation needs at least one. Add a segment.",
    );
  checkSegments(segments, 65535);
  const occupied = labelMaps.map((labelMap) => {
    const found = findOccupied(labelMap);
    checkLabels(labelMap, found);
    return found;
  });
  if (source.slicePlaces)
    for (const [index, labelMap] of given.entries()) checkOnImages(labelMap, occupied[index]!);
  return { labelMaps, occupied, segments };
}

/** Of unevenly spaced images each has a slice, and what lies on the others alone would be lost. */
function checkOnImages(labelMap: LabelMap16, onImages: Occupancy): void {
  const drawn = findOccupied(labelMap);
  const isIn = ({ stride, flags }: Occupancy, label: number): boolean => {
    for (let at = label; at < flags.length; at += stride) if (flags[at] === 1) return true;
    return false;
  };
  for (const { segmentNumber, label } of labelMap.segments) {
    if (!isIn(drawn, segmentNumber) || isIn(onImages, segmentNumber)) continue;
    throw notWritable(
      `"${label}" lies only on slices between the images, but a segmentation has a frame for each image. Draw it on an image as well.`,
    );
  }
}

function checkLabels({ segments }: LabelMap16, { stride, flags }: Occupancy): void {
  const isDescribed = new Uint8Array(stride);
  isDescribed[0] = 1;
  for (const { segmentNumber } of segments) isDescribed[segmentNumber] = 1;
  for (let at = 0; at < flags.length; at++) {
    if (flags[at] === 0 || isDescribed[at % stride] === 1) continue;
    throw notWritable(
      `Slice ${Math.floor(at / stride)} holds the label ${at % stride}, but no segment has that number. Add the segment, or clear those voxels.`,
    );
  }
}

/** How far corners of the segments' and the source's grid may lie apart, in parts of the smallest voxel spacing. */
const gridTolerance = 0.01;

/**
 * Checks that `grid` is the source's.
 * @throws AutosegError `segmentation-not-writable`.
 */
export function checkGrid(grid: Grid, { volume, instances, slicePlaces }: SourceSeries): void {
  const tolerance = gridTolerance * Math.min(...grid.spacingMm);
  const distance = gridDistanceMm(grid, volume.grid);
  if (distance <= tolerance && (slicePlaces !== undefined || instances.length === grid.size[2])) return;
  const found = Number.isFinite(distance)
    ? `their corners lie ${distance.toFixed(2)} mm apart`
    : `it has ${grid.size.join(" x ")} voxels, the series ${volume.grid.size.join(" x ")}`;
  throw notWritable(
    `The segments do not lie on the grid of the source series: ${found}. Resample them to the series first.`,
  );
}

/*
 * Unevenly spaced images are resampled to an even grid to be drawn on; the object is of the images themselves: one
 * frame for each, at its own place. For evenly spaced images nothing changes.
 */

/** The source with one slice for each image; its `slicePlaces` still say where they lie on the even grid. */
export function ofImages(source: SourceSeries): SourceSeries {
  if (!source.slicePlaces) return source;
  const { volume, instances } = source;
  const [columns, rows] = volume.grid.size;
  return {
    ...source,
    volume: { ...volume, grid: { ...volume.grid, size: [columns, rows, instances.length] } },
  };
}

/** Labels on the slices of {@link ofImages} from those on the source's grid. */
function toImageSlices(labelMap: LabelMap16, source: SourceSeries): LabelMap16 {
  if (!source.slicePlaces) return labelMap;
  return { ...labelMap, grid: ofImages(source).volume.grid, voxels: labelsOfImages(labelMap.voxels, source) };
}
