import { type ParsedDicom, parseDataset, type SourceSeries } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import { createWideLabelMap, type LabelMap, type WideLabelMap } from "../volume/index.ts";
import { checkBelongs, describeReferences, foreignSegmentation, matchReferences } from "./belonging.ts";
import type { PlacedFrame } from "./frame-labels.ts";
import { decodeFramePixels, type FramePixels, readFramePixels } from "./frame-pixels.ts";
import { type Placement, placeFrame } from "./frame-placement.ts";
import { fromImageSlices, ofImages } from "./image-slices.ts";
import { isWide, type Layer, toLayers } from "./label-layers.ts";
import { hasLabelsOutside, ownGrid, resampleLabels } from "./own-grid.ts";
import {
  invalidSegmentation,
  parseSegmentationObject,
  type SegmentationFrame,
  type SegmentationObject,
  type SegmentationOrigin,
  type SegmentationType,
} from "./segmentation-object.ts";

export interface ReadDicomSegOptions {
  /** The series on whose grid the segments are wanted. */
  readonly source: SourceSeries;
  /** As the user knows the file, for messages. */
  readonly fileName?: string;
}

/** A segmentation object on the grid of a series. */
export interface OpenedSegmentation<Labels extends WideLabelMap = LabelMap> {
  /**
   * One label map, or, where segments overlap, as few as hold them all: each segment is in one of them, none has lost
   * a voxel.
   */
  readonly labelMaps: readonly Labels[];
  readonly type: SegmentationType;
  /** What the object says of itself; the `predecessor` of what replaces it. */
  readonly origin: SegmentationOrigin;
  /** What is not as it stands in the file, in sentences for the user; empty as a rule. */
  readonly notes: readonly string[];
}

/**
 * The label map of an uncompressed DICOM segmentation, on the source's grid, voxel for voxel: nothing is resampled or
 * cut. {@link openDicomSeg} opens all others.
 * @throws AutosegError `overlapping-segments` where one label map cannot hold the segments, `invalid-segmentation` where
 * openDicomSeg would have to say something in `notes`, and as openDicomSeg does.
 */
export function readDicomSeg(bytes: Uint8Array, options: ReadDicomSegOptions): LabelMap {
  const parsed = parse(bytes, options);
  const { fileName } = parsed;
  const object = checkedObject(parsed, options.source);
  if (matchReferences(object, options.source) === "other")
    throw foreignSegmentation(fileName, "it refers to none of the open volume's images");
  checkNumbers(object);
  const { labelMaps, notes } = toSegmentation(object, readFramePixels(parsed, object), options.source);
  const [first, second] = labelMaps;
  if (notes[0] !== undefined)
    throw invalidSegmentation(fileName, `is not shown as it is. ${notes[0]} Open it with openDicomSeg.`);
  if (first && !second) return first as LabelMap;
  const moved = (second?.segments ?? []).map(({ label }) => `"${label}"`).join(", ");
  throw new AutosegError(
    "overlapping-segments",
    `"${fileName}" has segments that overlap (${moved} with others), and one label map holds one segment a voxel. Open it as several label maps.`,
    { fileName },
  );
}

/**
 * Opens a DICOM segmentation (PS3.3 A.51) of any type on the grid of a series. Frames may come in any order, cropped,
 * turned or out of plane, with groups shared or per frame; slices without a frame are empty. Frames that do not lie on
 * the series' voxels are resampled to the nearest, fractions are cut at one half: `notes` say so. Segment numbers,
 * codes, colours and algorithms are those of the object; numbers over 255 are an error unless `wide` is set, which then
 * gives label maps of 16 bits.
 * @throws AutosegError `unreadable-dicom` for bytes that are no whole DICOM file, `invalid-segmentation` for an object
 * that is no segmentation or breaks the standard's rules, `foreign-segmentation` for one of other images,
 * `unsupported-pixels` for a compression that cannot be decoded.
 */
export async function openDicomSeg(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly wide: true },
): Promise<OpenedSegmentation<WideLabelMap>>;
export async function openDicomSeg(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly wide?: false },
): Promise<OpenedSegmentation>;
export async function openDicomSeg(
  bytes: Uint8Array,
  options: ReadDicomSegOptions & { readonly wide?: boolean },
): Promise<OpenedSegmentation<WideLabelMap>> {
  const parsed = parse(bytes, options);
  const object = checkedObject(parsed, options.source);
  if (!options.wide) checkNumbers(object);
  const opened = toSegmentation(object, await decodeFramePixels(parsed, object), options.source);
  return { ...opened, notes: [...describeReferences(object, options.source), ...opened.notes] };
}

function parse(bytes: Uint8Array, { fileName }: ReadDicomSegOptions): ParsedDicom {
  return parseDataset(bytes, fileName === undefined ? {} : { fileName });
}

function checkedObject(parsed: ParsedDicom, source: SourceSeries): SegmentationObject {
  const object = parseSegmentationObject(parsed);
  checkBelongs(object, source);
  return object;
}

function checkNumbers(object: SegmentationObject): void {
  if (!isWide(object)) return;
  const largest = Math.max(...object.segments.map(({ segmentNumber }) => segmentNumber));
  throw invalidSegmentation(
    object.fileName,
    `has segment numbers up to ${largest}, and those up to 255 can be drawn here. Split the object, or convert it with "autoseg convert".`,
  );
}

function toSegmentation(
  object: SegmentationObject,
  pixels: FramePixels,
  source: SourceSeries,
): OpenedSegmentation<WideLabelMap> {
  const { grid } = source.volume;
  const notes: string[] = [];
  if (object.type === "FRACTIONAL" && hasFractions(pixels, object))
    notes.push("Its segments are fractions: voxels of one half and more belong to them.");
  const images = ofImages(source);
  const placed = placeFrames(object, images);
  const layers = placed
    ? toLayers(object, placed, pixels, images.volume.grid).map(({ voxels, segments }) => ({
        voxels: fromImageSlices(voxels, source),
        segments,
      }))
    : resampled(object, pixels, source, notes);
  return {
    labelMaps: layers.map(({ voxels, segments }) => createWideLabelMap({ grid, voxels, segments })),
    type: object.type,
    origin: object.origin,
    notes,
  };
}

/** The frames with their places on the grid; undefined as soon as one does not lie on its voxels. */
function placeFrames(object: SegmentationObject, source: SourceSeries): PlacedFrame[] | undefined {
  const place = placer(object, source);
  const seen = new Map<string, number>();
  const placed: PlacedFrame[] = [];
  for (const frame of object.frames) {
    const found = place(frame);
    if (!found) return undefined;
    const segmentAndPlace = `${frame.segmentNumber} ${found.name}`;
    const twin = seen.get(segmentAndPlace);
    if (twin !== undefined) {
      throw invalidSegmentation(
        object.fileName,
        `is broken: its frames ${twin + 1} and ${frame.frameIndex + 1} are of the same segment at the same place. Ask for a new export.`,
      );
    }
    seen.set(segmentAndPlace, frame.frameIndex);
    placed.push({ frame, placement: found.placement });
  }
  return placed;
}

interface NamedPlacement {
  readonly placement: Placement;
  /** The same for all frames of the same place. */
  readonly name: string;
}

/** Places frames, those of many segments that state the same place once. */
function placer(object: SegmentationObject, source: SourceSeries) {
  const known = new Map<string, NamedPlacement | undefined>();
  return (frame: SegmentationFrame): NamedPlacement | undefined => {
    const { position, orientation, pixelSpacing } = frame;
    const stated = position && `${position.join()} ${orientation?.join()} ${pixelSpacing?.join()}`;
    if (stated !== undefined && known.has(stated)) return known.get(stated);
    const placement = placeFrame(frame, object, source);
    const found = placement && {
      placement,
      name: `${placement.first} ${placement.columnStep} ${placement.rowStep}`,
    };
    if (stated !== undefined) known.set(stated, found);
    return found;
  };
}

/** The layers on the object's own grid, brought onto the source's. */
function resampled(
  object: SegmentationObject,
  pixels: FramePixels,
  source: SourceSeries,
  notes: string[],
): Layer[] {
  const { grid } = source.volume;
  const own = ownGrid(object);
  const { slicePlaces: _, ...even } = source;
  const onOwn: SourceSeries = { ...even, volume: { ...source.volume, grid: own } };
  const placed = placeFrames(object, onOwn);
  if (!placed)
    throw invalidSegmentation(
      object.fileName,
      "has frames that form no regular stack. Ask for a new export.",
    );
  const layers = toLayers(object, placed, pixels, own);
  notes.push(
    `Its voxels are not those of the series: they were resampled to the nearest, ${describe(own, grid)}.`,
  );
  if (layers.some(({ voxels }) => hasLabelsOutside(voxels, own, grid)))
    notes.push("It reaches beyond the series: what lies outside is not shown.");
  const resampledLayers = layers.map(({ voxels, segments }) => ({
    voxels: resampleLabels(voxels, own, grid),
    segments,
  }));
  const isLost = layers.some(({ voxels }, index) => isAny(voxels) && !isAny(resampledLayers[index]!.voxels));
  if (isLost) throw foreignSegmentation(object.fileName, "none of its voxels lies in the open series");
  return resampledLayers;
}

function isAny(labels: Uint8Array | Uint16Array): boolean {
  for (let index = 0; index < labels.length; index++) if (labels[index] !== 0) return true;
  return false;
}

function describe(from: Grid, to: Grid): string {
  const spacing = ({ spacingMm }: Grid) => spacingMm.map((value) => value.toFixed(2)).join(" x ");
  return `from ${spacing(from)} mm to ${spacing(to)} mm`;
}

function hasFractions(pixels: FramePixels, { maximumFractionalValue }: SegmentationObject): boolean {
  if (pixels.kind === "bits") return false;
  return pixels.frames.some((frame) => {
    for (let index = 0; index < frame.length; index++)
      if (frame[index] !== 0 && frame[index] !== maximumFractionalValue) return true;
    return false;
  });
}
