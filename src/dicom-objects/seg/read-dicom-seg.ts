import { type ParsedDicom, parseDataset, type SourceSeries } from "../../dicom/index.ts";
import { AutosegError, throwIfCancelled } from "../../errors.ts";
import { createLabelMap, type LabelMap, type LabelMap16 } from "../../volume/index.ts";
import { atOnce, inTurns } from "../../workers/index.ts";
import { VoxelBudget } from "../common/voxel-budget.ts";
import { checkBelongs, describeReferences, foreignSegmentation, matchReferences } from "./belonging.ts";
import { isWide } from "./frame-parts.ts";
import { decodeFramePixels, readFramePixels } from "./frame-pixels.ts";
import { invalidSegmentation, parseSegmentationObject, type SegmentationObject } from "./parsed-object.ts";
import { placeLabels } from "./placed-labels.ts";
import { perPercent, type ReadInTurns } from "./read-progress.ts";
import { type ReadParts, type ReadSegmentation, toReadSegmentation } from "./read-segmentation.ts";
import { parseReviewRecord } from "./review-record.ts";

export interface ReadDicomSegExactlyOptions {
  /** The series on whose grid the segments are placed. */
  readonly source: SourceSeries;
  /** The file's name as the user knows it, for messages. */
  readonly fileName?: string;
}

/** Options of reading, with progress and cancellation for large objects. */
export interface ReadDicomSegOptions extends ReadDicomSegExactlyOptions, ReadInTurns {}

/**
 * Reads an uncompressed DICOM segmentation on the source's grid, voxel for voxel, or fails: nothing is resampled or cropped.
 * {@link readDicomSeg}
 * reads all others.
 * @throws AutosegError as readDicomSeg; `overlapping-segments` if one label map cannot hold the segments;
 * `invalid-segmentation` if
 * readDicomSeg would report in `notes` that voxels differ from the file; `foreign-segmentation` also for an object that
 * references only images other than the source's.
 */
export function readDicomSegExactly(bytes: Uint8Array, options: ReadDicomSegExactlyOptions): LabelMap {
  const parsed = parse(bytes, options);
  const { fileName } = parsed;
  const object = checkedObject(parsed, options.source);
  if (matchReferences(object, options.source) === "other")
    throw foreignSegmentation(fileName, "it refers to none of the open volume's images");
  checkNumbers(object);
  const budget = new VoxelBudget(fileName, bytes.length);
  const { parts, notes } = atOnce(
    placeLabels(object, readFramePixels(parsed, object), options.source, budget),
  );
  const [first, ...others] = parts;
  if (notes[0] !== undefined)
    throw invalidSegmentation(fileName, `cannot be read voxel for voxel. ${notes[0]} Use readDicomSeg.`);
  if (first && others.length === 0) return createLabelMap(first as LabelMap);
  const moved = others.flatMap(({ segments }) => segments.map(({ label }) => `"${label}"`)).join(", ");
  throw new AutosegError(
    "overlapping-segments",
    `"${fileName}" has segments that overlap (${moved} with others), but a label map holds one segment per voxel. Open it as several label maps.`,
    { fileName },
  );
}

/**
 * Reads a DICOM segmentation (PS3.3 A.51) of any type on the grid of a series. Frames may be in any order, cropped, rotated
 * or out of plane, with shared or per-frame groups; slices without a frame are empty. Frames that are not on the series'
 * voxels are resampled by nearest neighbour, those on the images of a tilted gantry are shifted with them, and fractions are
 * thresholded at one half: `notes` say so, and name segments that are lost as a result. Segment numbers, codes, colours and
 * algorithms are those of the object; numbers over 255 are an error unless `bits` is 16, which returns 16-bit label maps.
 * @throws AutosegError `unreadable-dicom` for bytes that are not a complete DICOM file, `invalid-segmentation` for an object
 * that is not a segmentation or violates the standard, `foreign-segmentation` for one of other images, `unsupported-pixels`
 * for a compression that cannot be decoded, `cancelled`.
 */
export async function readDicomSeg(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly bits: 16 },
): Promise<ReadSegmentation<LabelMap16>>;
export async function readDicomSeg(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly bits?: 8 },
): Promise<ReadSegmentation>;
export async function readDicomSeg(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly bits?: 8 | 16 },
): Promise<ReadSegmentation<LabelMap16>> {
  return toReadSegmentation(await readParts(bytes, options), options.source.volume.grid);
}

/** {@link readDicomSeg} with a result that can be sent to another thread. */
export async function readParts(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly bits?: 8 | 16 },
): Promise<ReadParts> {
  const { source, bits, signal, onProgress } = options;
  throwIfCancelled(signal);
  const onStep = onProgress && perPercent(onProgress);
  const parsed = parse(bytes, options);
  const object = checkedObject(parsed, source);
  if (bits !== 16) checkNumbers(object);
  const budget = new VoxelBudget(parsed.fileName, bytes.length);
  const pixels = await decodeFramePixels(parsed, object, bytes.length, { signal, onProgress: onStep });
  const labels = await inTurns(placeLabels(object, pixels, source, budget), { signal, onStep });
  const { review, notes } = parseReviewRecord(parsed.dataset, source.volume.grid.size);
  return {
    ...labels,
    ...(review && { review }),
    notes: [...describeReferences(object, source), ...object.segmentNotes, ...labels.notes, ...notes],
    type: object.type,
    origin: object.origin,
  };
}

function parse(bytes: Uint8Array, { fileName }: ReadDicomSegExactlyOptions): ParsedDicom {
  return parseDataset(bytes, fileName === undefined ? {} : { fileName });
}

function checkedObject(parsed: ParsedDicom, source: SourceSeries): SegmentationObject {
  const object = parseSegmentationObject(parsed);
  checkBelongs(object, source);
  return object;
}

function checkNumbers(object: SegmentationObject): void {
  if (!isWide(object)) return;
  const largest = object.segments.reduce((most, { segmentNumber }) => Math.max(most, segmentNumber), 0);
  throw invalidSegmentation(
    object.fileName,
    `has segment numbers up to ${largest}; only numbers up to 255 can be edited. Split the object, or convert it with "autoseg convert".`,
  );
}
