import type { LabelMap16 } from "../../volume/index.ts";
import { toBinaryContent } from "./binary-content.ts";
import { checkLabelMaps, ofImages } from "./checked-label-maps.ts";
import { toLabelMapContent } from "./label-map-content.ts";
import {
  notWritable,
  type PlannedObject,
  planCheckedObject,
  type SegmentationContent,
  type SegmentationOptions,
} from "./written-object.ts";

export interface WriteDicomSegOptions extends SegmentationOptions {
  /**
   * By default BINARY, which every reader supports. LABELMAP (Label Map Segmentation Storage, 2024) is one image of segment
   * numbers: much smaller
   * for many segments, but they cannot overlap, and older systems refuse it.
   */
  readonly type?: "BINARY" | "LABELMAP";
  /** In a LABELMAP, writes colours as a palette of the pixels, for programs that display images but know no segments. */
  readonly palette?: boolean;
}

/**
 * Writes a DICOM Segmentation object (PS3.3 A.51, C.8.20) as a Part 10 file. Several label maps, with different segment
 * numbers, become one object with overlapping segments.
 *
 * BINARY has one frame for each segment and slice with voxels, ordered by segment and slice. LABELMAP has one frame for each
 * slice from the first with voxels to the last, 16-bit if a number is over 255. Segments without voxels are described too,
 * and numbers are kept. An object needs a frame, so one without any voxels gets an empty frame for the first slice.
 * @throws AutosegError `segmentation-not-writable` if there are no segments, two with the same number, a label that no segment
 * describes, another grid than the source's, a text that is longer than DICOM allows, or anything else that would violate a
 * rule of the standard that checkDicomSeg knows.
 */
export function writeDicomSeg(
  labelMap: LabelMap16 | readonly LabelMap16[],
  options: WriteDicomSegOptions,
): Uint8Array<ArrayBuffer> {
  return planDicomSeg(labelMap, options).bytes();
}

export interface WriteProgress {
  /** Bytes of pixels written, before any compression. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * The file of {@link writeDicomSeg} in consecutive parts, so that writing an object of any size takes no more memory than its
 * labels and one part.
 * The object is checked before the first part.
 * @throws AutosegError as writeDicomSeg.
 */
export function* writeDicomSegInParts(
  labelMap: LabelMap16 | readonly LabelMap16[],
  options: WriteDicomSegOptions & { readonly onProgress?: (progress: WriteProgress) => void },
): Generator<Uint8Array<ArrayBuffer>> {
  const { onProgress, ...rest } = options;
  const planned = planDicomSeg(labelMap, rest);
  const bytesTotal = planned.pixelBytes;
  let bytesDone = 0;
  for (const part of planned.parts()) {
    yield part;
    // The size of compressed parts says little about progress; the last one marks the end.
    bytesDone = Math.min(bytesTotal, bytesDone + part.length);
    onProgress?.({ bytesDone, bytesTotal });
  }
  onProgress?.({ bytesDone: bytesTotal, bytesTotal });
}

function planDicomSeg(
  labelMap: LabelMap16 | readonly LabelMap16[],
  options: WriteDicomSegOptions,
): PlannedObject {
  return planCheckedObject(toContent(labelMap, options), toObjectOptions(options));
}

function toContent(
  labelMap: LabelMap16 | readonly LabelMap16[],
  options: WriteDicomSegOptions,
): SegmentationContent {
  const checked = checkLabelMaps("voxels" in labelMap ? [labelMap] : labelMap, options.source);
  const { palette: isPalette = false, source } = options;
  if (options.type === "LABELMAP")
    return toLabelMapContent(checked, { isPalette, isEven: source.slicePlaces === undefined });
  if (options.palette)
    throw notWritable("Only a LABELMAP can have a palette. Write a LABELMAP, or leave out the palette.");
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
