import { labelsOfImages, type SourceSeries } from "../../dicom/index.ts";
import { type Grid, gridDistanceMm } from "../../geometry/index.ts";
import { checkSegments, type LabelMap16, type Segment } from "../../volume/index.ts";
import { findOccupied, type Occupancy } from "./occupied-frames.ts";
import { notWritable } from "./written-object.ts";

/** The label maps of one object (several if segments overlap), and what they contain. */
export interface CheckedLabelMaps {
  readonly labelMaps: readonly LabelMap16[];
  /** One for each label map. */
  readonly occupied: readonly Occupancy[];
  /** The segments of all label maps, sorted by number. */
  readonly segments: readonly Segment[];
}

/**
 * Checks label maps that will form one object on the grid of its source.
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

/** Refuses a segment that lies only on slices without an image, between unevenly spaced ones: it would be lost. */
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

/** Tolerance between corners of the segments' and the source's grid, as a fraction of the smallest voxel spacing. */
const gridTolerance = 0.01;

/**
 * Checks that `grid` is that of the source.
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
 * Unevenly spaced images are resampled to an even grid for drawing, but the object describes the images themselves: one frame
 * for each, at its own position. For evenly spaced images this changes nothing.
 */

/** The source with one slice per image; its `slicePlaces` still give the images' positions on the even grid. */
export function ofImages(source: SourceSeries): SourceSeries {
  if (!source.slicePlaces) return source;
  const { volume, instances } = source;
  const [columns, rows] = volume.grid.size;
  return {
    ...source,
    volume: { ...volume, grid: { ...volume.grid, size: [columns, rows, instances.length] } },
  };
}

/** Moves labels from the source's grid to the slices of {@link ofImages}. */
function toImageSlices(labelMap: LabelMap16, source: SourceSeries): LabelMap16 {
  if (!source.slicePlaces) return labelMap;
  return { ...labelMap, grid: ofImages(source).volume.grid, voxels: labelsOfImages(labelMap.voxels, source) };
}
