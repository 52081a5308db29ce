import { checkSegments, type Segment, type WideLabelMap } from "../../volume/index.ts";
import { toBinaryContent } from "./binary-content.ts";
import { planCheckedObject } from "./checked-object.ts";
import { checkGrid } from "./grid-check.ts";
import { ofImages, toImageSlices } from "./image-slices.ts";
import { toLabelMapContent } from "./label-map-content.ts";
import { findOccupied, type Occupancy } from "./occupied-frames.ts";
import {
  notWritable,
  type PlannedObject,
  type SegmentationContent,
  type SegmentationOptions,
} from "./seg-object.ts";

export interface WriteDicomSegOptions extends SegmentationOptions {
  /**
   * BINARY, which every reader knows, if left out. LABELMAP (Label Map Segmentation Storage, 2024) is one image of
   * numbers: far smaller for many segments, but they cannot overlap, and older systems refuse it.
   */
  readonly type?: "BINARY" | "LABELMAP";
  /** Colours as a palette of the pixels, in a LABELMAP: what programs show that know images, but no segments. */
  readonly palette?: boolean;
}

/** Label maps of one object, one or, where segments overlap, several, and what is in them. */
export interface CheckedLabelMaps {
  readonly labelMaps: readonly WideLabelMap[];
  /** Of each label map. */
  readonly occupied: readonly Occupancy[];
  /** Of all label maps, in the order of their numbers. */
  readonly segments: readonly Segment[];
}

/**
 * A DICOM Segmentation object (PS3.3 A.51, C.8.20) as a Part 10 file. Several label maps, with segment numbers of their
 * own, become one object whose segments overlap.
 *
 * BINARY has one frame for each segment and slice in which it has voxels, in the order of segments and slices; LABELMAP
 * one for each slice from the first with voxels to the last, of 16 bits where a number is over 255. Segments without
 * voxels are described all the same, and numbers are kept. An object needs a frame, so one without any voxel gets one
 * empty frame: the first slice's.
 * @throws AutosegError `segmentation-not-writable` when there are no segments, two with the same number, a label that
 * none describes, another grid than the source's, a text that is longer than DICOM allows, or anything else by which the
 * object would break a rule of the standard that checkDicomSeg knows.
 */
export function writeDicomSeg(
  labelMap: WideLabelMap | readonly WideLabelMap[],
  options: WriteDicomSegOptions,
): Uint8Array<ArrayBuffer> {
  return planDicomSeg(labelMap, options).bytes();
}

export interface WriteProgress {
  /** Of the pixels, before any compression. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * The file of {@link writeDicomSeg} in parts, one after the other, so that an object of any size takes no more memory than
 * its labels and a part. The object is checked before the first part comes.
 * @throws AutosegError as writeDicomSeg.
 */
export function* writeDicomSegInParts(
  labelMap: WideLabelMap | readonly WideLabelMap[],
  options: WriteDicomSegOptions & { readonly onProgress?: (progress: WriteProgress) => void },
): Generator<Uint8Array<ArrayBuffer>> {
  const { onProgress, ...rest } = options;
  const planned = planDicomSeg(labelMap, rest);
  const bytesTotal = planned.pixelBytes;
  let bytesDone = 0;
  for (const part of planned.parts()) {
    yield part;
    // Compressed parts say little about how far it is; the last one says that it is done.
    bytesDone = Math.min(bytesTotal, bytesDone + part.length);
    onProgress?.({ bytesDone, bytesTotal });
  }
  onProgress?.({ bytesDone: bytesTotal, bytesTotal });
}

function planDicomSeg(
  labelMap: WideLabelMap | readonly WideLabelMap[],
  options: WriteDicomSegOptions,
): PlannedObject {
  return planCheckedObject(toContent(labelMap, options), toObjectOptions(options));
}

function toContent(
  labelMap: WideLabelMap | readonly WideLabelMap[],
  options: WriteDicomSegOptions,
): SegmentationContent {
  const checked = check("voxels" in labelMap ? [labelMap] : labelMap, options);
  const { palette: isPalette = false, source } = options;
  if (options.type === "LABELMAP")
    return toLabelMapContent(checked, { isPalette, isEven: source.slicePlaces === undefined });
  if (options.palette) throw notWritable("Only a LABELMAP can have a palette. Write it as one, or without.");
  return toBinaryContent(checked);
}

function toObjectOptions({
  type: _type,
  palette: _palette,
  source,
  ...rest
}: WriteDicomSegOptions): SegmentationOptions {
  return { ...rest, source: ofImages(source) };
}

function check(given: readonly WideLabelMap[], { source }: WriteDicomSegOptions): CheckedLabelMaps {
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
function checkOnImages(labelMap: WideLabelMap, onImages: Occupancy): void {
  const drawn = findOccupied(labelMap);
  const isIn = ({ stride, flags }: Occupancy, label: number): boolean => {
    for (let at = label; at < flags.length; at += stride) if (flags[at] === 1) return true;
    return false;
  };
  for (const { segmentNumber, label } of labelMap.segments) {
    if (!isIn(drawn, segmentNumber) || isIn(onImages, segmentNumber)) continue;
    throw notWritable(
      `"${label}" lies on slices between the images alone, and a segmentation has a frame for each image. Draw it on an image too.`,
    );
  }
}

function checkLabels({ segments }: WideLabelMap, { stride, flags }: Occupancy): void {
  const isDescribed = new Uint8Array(stride);
  isDescribed[0] = 1;
  for (const { segmentNumber } of segments) isDescribed[segmentNumber] = 1;
  for (let at = 0; at < flags.length; at++) {
    if (flags[at] === 0 || isDescribed[at % stride] === 1) continue;
    throw notWritable(
      `Slice ${Math.floor(at / stride)} holds the label ${at % stride}, but no segment has that number. Describe it, or clear those voxels.`,
    );
  }
}
