import { AutosegError } from "../errors.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import { noFrame, packedSizeBytes, packSlice } from "./bits.ts";
import type { Frame } from "./functional-groups.ts";
import { findOccupied } from "./occupied-frames.ts";
import {
  checkGrid,
  type SegmentationContent,
  type SegmentationOptions,
  writeSegmentationObject,
} from "./seg-object.ts";
import { segmentationSopClassUID } from "./sop-classes.ts";
import { fillUnusedNumbers } from "./unused-numbers.ts";
import { toLabelMapContent } from "./write-label-map-object.ts";

export interface WriteDicomSegOptions extends SegmentationOptions {
  /**
   * BINARY, which every reader knows, if left out. LABELMAP (Label Map Segmentation Storage, 2024) is one image of
   * numbers: far smaller for many segments, but they cannot overlap, and older systems refuse it.
   */
  readonly type?: "BINARY" | "LABELMAP";
}

/** Label maps of one object, one or, where segments overlap, several, and what is in them. */
export interface CheckedLabelMaps {
  readonly labelMaps: readonly LabelMap[];
  /** Of each label map, as {@link findOccupied} finds it. */
  readonly occupied: readonly Uint8Array[];
  /** Of all label maps, in the order of their numbers. */
  readonly segments: readonly Segment[];
}

/**
 * A DICOM Segmentation object (PS3.3 A.51, C.8.20), uncompressed, as a Part 10 file. Several label maps, with segment
 * numbers of their own, become one object whose segments overlap.
 *
 * BINARY has one frame for each segment and slice in which it has voxels, in the order of segments and slices; LABELMAP
 * one for each slice from the first with voxels to the last. Segments without voxels are described all the same, and
 * numbers are kept. An object needs a frame, so one without any voxel gets one empty frame: the first slice's.
 * @throws AutosegError `segmentation-not-writable` when there are no segments, two with the same number, a label that
 * none describes, another grid than the source's, or a text that is longer than DICOM allows.
 */
export function writeDicomSeg(
  labelMap: LabelMap | readonly LabelMap[],
  options: WriteDicomSegOptions,
): Uint8Array<ArrayBuffer> {
  const checked = check("voxels" in labelMap ? [labelMap] : labelMap, options);
  const { type, ...rest } = options;
  return writeSegmentationObject(
    type === "LABELMAP" ? toLabelMapContent(checked) : toBinaryContent(checked),
    rest,
  );
}

function check(labelMaps: readonly LabelMap[], { source }: WriteDicomSegOptions): CheckedLabelMaps {
  const segments = labelMaps
    .flatMap((labelMap) => labelMap.segments)
    .sort((a, b) => a.segmentNumber - b.segmentNumber);
  if (segments.length === 0)
    throw notWritable(
      "The label map has no segments, and a DICOM segmentation needs at least one. Add a segment.",
    );
  const twin = segments.find(
    ({ segmentNumber }, index) => segments[index + 1]?.segmentNumber === segmentNumber,
  );
  if (twin)
    throw notWritable(`Two segments have the number ${twin.segmentNumber}; each of an object needs its own.`);
  const occupied = labelMaps.map((labelMap) => {
    checkGrid(labelMap.grid, source);
    const found = findOccupied(labelMap);
    checkLabels(labelMap, found);
    return found;
  });
  return { labelMaps, occupied, segments };
}

function checkLabels({ segments }: LabelMap, occupied: Uint8Array): void {
  const described = new Set(segments.map(({ segmentNumber }) => segmentNumber));
  for (let label = 1; label < 256; label++) {
    if (described.has(label)) continue;
    for (let row = 0; row < occupied.length; row += 256) {
      if (occupied[row + label] !== 1) continue;
      throw notWritable(
        `Slice ${row / 256} holds the label ${label}, but no segment has that number. Describe it, or clear those voxels.`,
      );
    }
  }
}

function toBinaryContent(checked: CheckedLabelMaps): SegmentationContent {
  const { labelMaps, segments } = checked;
  const [columns, rows] = labelMaps[0]!.grid.size;
  const frames = listFrames(checked);
  return {
    sopClassUID: segmentationSopClassUID,
    attributes: {
      SegmentationType: ["BINARY"],
      SegmentsOverlap: [doOverlap(labelMaps) ? "YES" : "NO"],
      BitsAllocated: [1],
      BitsStored: [1],
      HighBit: [0],
    },
    segments: fillUnusedNumbers(segments),
    frames,
    pixels: {
      vr: "OB",
      sizeBytes: packedSizeBytes(frames.length, columns * rows),
      fill: (target) => {
        for (const labelMap of labelMaps) packFrames(target, frames, labelMap);
      },
    },
    voxels: labelMaps.map(({ voxels }) => voxels),
  };
}

function listFrames({
  labelMaps,
  occupied,
  segments,
}: CheckedLabelMaps): (Frame & { segmentNumber: number })[] {
  const frames: (Frame & { segmentNumber: number })[] = [];
  for (const segment of segments) {
    const { segmentNumber } = segment;
    const own = occupied[labelMaps.findIndex((labelMap) => labelMap.segments.includes(segment))]!;
    for (let sliceIndex = 0; sliceIndex < own.length / 256; sliceIndex++)
      if (own[sliceIndex * 256 + segmentNumber] === 1) frames.push({ segmentNumber, sliceIndex });
  }
  return frames.length > 0 ? frames : [{ segmentNumber: segments[0]!.segmentNumber, sliceIndex: 0 }];
}

function packFrames(
  target: Uint8Array,
  frames: readonly (Frame & { segmentNumber: number })[],
  { grid, voxels, segments }: LabelMap,
): void {
  const [columns, rows, slices] = grid.size;
  const frameSize = columns * rows;
  const own = new Set(segments.map(({ segmentNumber }) => segmentNumber));
  const framesOfSlice = new Int32Array(slices * 256).fill(noFrame);
  frames.forEach(({ segmentNumber, sliceIndex }, frameIndex) => {
    if (own.has(segmentNumber)) framesOfSlice[sliceIndex * 256 + segmentNumber] = frameIndex;
  });
  for (let k = 0; k < slices; k++) {
    packSlice(
      target,
      voxels.subarray(k * frameSize, (k + 1) * frameSize),
      framesOfSlice.subarray(k * 256, (k + 1) * 256),
    );
  }
}

/** Whether a voxel has a label in more than one label map. */
function doOverlap(labelMaps: readonly LabelMap[]): boolean {
  const [first, ...others] = labelMaps;
  if (!first || others.length === 0) return false;
  return first.voxels.some((_, index) => {
    let labels = 0;
    for (const { voxels } of labelMaps) if (voxels[index] !== 0) labels++;
    return labels > 1;
  });
}

function notWritable(message: string): AutosegError<"segmentation-not-writable"> {
  return new AutosegError("segmentation-not-writable", message, {});
}
