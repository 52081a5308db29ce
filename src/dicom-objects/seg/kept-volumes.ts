import { type SourceSeries, sliceExtentsMm } from "../../dicom/index.ts";
import { offsetInGrid, voxelVolumeMl } from "../../geometry/index.ts";
import type { LabelMap16, Segment } from "../../volume/index.ts";
import { smallestFraction } from "./frame-labels.ts";
import type { FramePixels } from "./frame-pixels.ts";
import type { SegmentationObject } from "./parsed-object.ts";
import { eachFrame, type FrameSteps } from "./read-progress.ts";

/** A change of a segment's volume by more than this fraction is reported. */
const tolerance = 0.1;

/** Volume of each segment in ml, by segment number; segments without voxels are omitted. */
export function volumesMl(parts: readonly LabelMap16[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { voxels, grid } of parts) {
    const perLabel = new Float64Array(voxels instanceof Uint8Array ? 256 : 65536);
    for (let index = 0; index < voxels.length; index++) perLabel[voxels[index]!]!++;
    perLabel.forEach((count, label) => {
      if (label > 0 && count > 0) counts.set(label, (counts.get(label) ?? 0) + count * voxelVolumeMl(grid));
    });
  }
  return counts;
}

/**
 * Volume of each segment in ml, with slices as thick as the images that they show. Counting whole slices of the even grid
 * over unevenly spaced
 * images may give another volume.
 */
export function imageVolumesMl(parts: readonly LabelMap16[], source: SourceSeries): Map<number, number> {
  const extents = sliceExtentsMm(source);
  const { grid: whole } = source.volume;
  const areaCm2 = (whole.spacingMm[0] * whole.spacingMm[1]) / 100;
  const volumes = new Map<number, number>();
  for (const { grid, voxels } of parts) {
    const first = offsetInGrid(grid, whole)[2];
    const sliceLength = grid.size[0] * grid.size[1];
    for (let index = 0; index < voxels.length; index++) {
      const label = voxels[index]!;
      if (label === 0) continue;
      const extentCm = extents[first + Math.floor(index / sliceLength)]! / 10;
      volumes.set(label, (volumes.get(label) ?? 0) + areaCm2 * extentCm);
    }
  }
  return volumes;
}

/** What a segment of a FRACTIONAL object holds. */
export interface Fractions {
  /** The largest value, relative to MaximumFractionalValue. */
  readonly largest: number;
  /** Sum of the values, in whole voxels. */
  readonly voxels: number;
  /** Number of voxels with at least one half. */
  readonly kept: number;
}

/** @returns undefined for another type of object, and for one with only the values 0 and 1. */
export function* sumFractions(
  object: SegmentationObject,
  pixels: FramePixels,
): FrameSteps<ReadonlyMap<number, Fractions> | undefined> {
  if (object.type !== "FRACTIONAL" || pixels.kind === "bits") return undefined;
  const { maximumFractionalValue } = object;
  const least = smallestFraction(object);
  const bySegment = new Map<number, { largest: number; voxels: number; kept: number }>();
  let hasParts = false;
  yield* eachFrame(object.frames, "surveying", ({ segmentNumber, frameIndex }) => {
    const sums = bySegment.get(segmentNumber!) ?? { largest: 0, voxels: 0, kept: 0 };
    bySegment.set(segmentNumber!, sums);
    const values = pixels.frames[frameIndex]!;
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      if (value === 0) continue;
      if (value !== maximumFractionalValue) hasParts = true;
      sums.largest = Math.max(sums.largest, value / maximumFractionalValue);
      sums.voxels += value / maximumFractionalValue;
      if (value >= least) sums.kept++;
    }
  });
  return hasParts ? bySegment : undefined;
}

/** What thresholding fractions at one half does, in sentences; empty for other objects. */
export function describeFractions(
  { segments, fractionalType }: SegmentationObject,
  fractions: ReadonlyMap<number, Fractions> | undefined,
): string[] {
  if (!fractions) return [];
  const lost = segments.flatMap((segment) => {
    const found = fractions.get(segment.segmentNumber);
    if (!found || found.kept > 0 || found.largest === 0) return [];
    return [`"${segment.label}" (largest ${(100 * found.largest).toFixed(0)} %)`];
  });
  const changed = segments.flatMap((segment) => {
    const found = fractions.get(segment.segmentNumber);
    if (fractionalType !== "OCCUPANCY" || !found || found.kept === 0) return [];
    if (Math.abs(found.kept - found.voxels) <= tolerance * found.voxels) return [];
    return [`"${segment.label}" (${found.kept} voxels of ${found.voxels.toFixed(1)})`];
  });
  return [
    "Its segments are fractional: voxels of one half or more belong to them.",
    ...(lost.length > 0
      ? [`These segments are empty, since none of their voxels reaches one half: ${lost.join(", ")}.`]
      : []),
    ...(changed.length > 0 ? [`The volume of these segments changes: ${changed.join(", ")}.`] : []),
  ];
}

/**
 * Segments that are lost, or whose volume changes by more than a tenth, with both volumes, in sentences.
 * @param own volumes of the object's voxels, `shown` of the series', in ml by segment number.
 */
export function describeVolumes(
  segments: readonly Segment[],
  own: ReadonlyMap<number, number>,
  shown: ReadonlyMap<number, number>,
): string[] {
  const [lost, changed]: [string[], string[]] = [[], []];
  for (const { segmentNumber, label } of segments) {
    const [before, after] = [own.get(segmentNumber) ?? 0, shown.get(segmentNumber) ?? 0];
    if (before === 0) continue;
    if (after === 0) lost.push(`"${label}" (${format(before)} ml, then 0)`);
    else if (Math.abs(after - before) > tolerance * before)
      changed.push(`"${label}" (${format(before)} ml, then ${format(after)} ml)`);
  }
  return [
    ...(lost.length > 0 ? [`These segments have no voxel on the series: ${lost.join(", ")}.`] : []),
    ...(changed.length > 0
      ? [`These segments have a different volume on the series: ${changed.join(", ")}.`]
      : []),
  ];
}

/** Three significant digits: 0.0405, 12.3, 1450. */
function format(ml: number): string {
  return Number(ml.toPrecision(3)).toString();
}
