import { labelsOfImages } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { type Grid, voxelCount } from "../../geometry/index.ts";
import { checkSegments, type Segment } from "../../volume/index.ts";
import { segmentationSopClassUID } from "../common/uid.ts";
import { checkGrid, ofImages } from "./checked-label-maps.ts";
import type { Frame } from "./functional-groups.ts";
import { fillUnusedNumbers } from "./segment-items.ts";
import { notWritable, planCheckedObject, type SegmentationOptions } from "./written-object.ts";

/** How much of each voxel belongs to a segment. */
export interface FractionMap {
  readonly segment: Segment;
  /** One byte per voxel of the grid, in the order `i + columns * (j + rows * k)`: 0 is none, 255 is all. */
  readonly fractions: Uint8Array;
}

export interface WriteFractionalSegOptions extends SegmentationOptions {
  /** PROBABILITY: how likely the voxel belongs to the segment; OCCUPANCY: what fraction of it does. */
  readonly fractionalType: "PROBABILITY" | "OCCUPANCY";
}

/**
 * Writes a DICOM Segmentation object of type FRACTIONAL (PS3.3 C.8.20.2.3): one frame of bytes for each segment and slice
 * with a fraction above
 * 0. Segments may overlap; those without any fraction are described too.
 * @param grid the source's.
 * @throws AutosegError `invalid-geometry` if the number of fractions is not that of the grid's voxels, else as writeDicomSeg.
 */
export function writeFractionalSeg(
  maps: readonly FractionMap[],
  grid: Grid,
  options: WriteFractionalSegOptions,
): Uint8Array<ArrayBuffer> {
  const { fractionalType, source, ...rest } = options;
  checkGrid(grid, source);
  checkMaps(maps, grid);
  const sorted = maps
    .map(({ segment, fractions }) => ({ segment, fractions: labelsOfImages(fractions, source) }))
    .sort((a, b) => a.segment.segmentNumber - b.segment.segmentNumber);
  const images = ofImages(source);
  const frameSize = grid.size[0] * grid.size[1];
  const used = listFrames(sorted, source.slicePlaces ? images.volume.grid : grid);
  return planCheckedObject(
    {
      sopClassUID: segmentationSopClassUID,
      attributes: {
        SegmentationType: ["FRACTIONAL"],
        SegmentationFractionalType: [fractionalType],
        MaximumFractionalValue: [255],
        SegmentsOverlap: [sorted.length > 1 ? "UNDEFINED" : "NO"],
      },
      bitsAllocated: 8,
      segments: fillUnusedNumbers(sorted.map(({ segment }) => segment)),
      frames: used.map(({ frame }) => frame),
      pixels: {
        vr: "OB",
        sizeBytes: used.length * frameSize,
        partBytes: 64 * frameSize,
        fill: (target, start) => {
          for (let at = 0; at < target.length; at += frameSize)
            target.set(used[(start + at) / frameSize]!.slice, at);
        },
      },
      voxels: sorted.map(({ fractions }) => fractions),
    },
    { ...rest, source: images },
  ).bytes();
}

function checkMaps(maps: readonly FractionMap[], grid: Grid): void {
  if (maps.length === 0)
    throw notWritable("There are no segments, and a DICOM segmentation needs at least one. Add a segment.");
  checkSegments(
    maps.map(({ segment }) => segment),
    65535,
  );
  for (const { segment, fractions } of maps) {
    if (fractions.length !== voxelCount(grid)) {
      throw new AutosegError(
        "invalid-geometry",
        `Segment "${segment.label}" has ${fractions.length} fractions, but its grid has ${voxelCount(grid)} voxels.`,
        {},
      );
    }
  }
}

function listFrames(
  maps: readonly FractionMap[],
  { size: [columns, rows, slices] }: Grid,
): { frame: Frame; slice: Uint8Array }[] {
  const frameSize = columns * rows;
  const all = maps.flatMap(({ segment, fractions }) =>
    Array.from({ length: slices }, (_, sliceIndex) => ({
      frame: { segmentNumber: segment.segmentNumber, sliceIndex },
      slice: fractions.subarray(sliceIndex * frameSize, (sliceIndex + 1) * frameSize),
    })),
  );
  const used = all.filter(({ slice }) => slice.some((fraction) => fraction !== 0));
  return used.length > 0 ? used : all.slice(0, 1);
}
