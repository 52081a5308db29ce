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
   * BINARY, which every reader knows, if left out. LABELMAP (Label Map Segmentation Storage, 2024) is one image of
   * numbers: far smaller for many segments, but they cannot overlap, and older systems refuse it.
   */
  readonly type?: "BINARY" | "LABELMAP";
  /** Colours as a palette of the pixels, in a LABELMAP: what programs show that know images, but no segments. */
  readonly palette?: boolean;
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
  labelMap: LabelMap16 | readonly LabelMap16[],
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
  labelMap: LabelMap16 | readonly LabelMap16[],
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
