import { parseDataset, type SourceSeries } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { voxelCount } from "../geometry/index.ts";
import { createLabelMap, type LabelMap, type Segment } from "../volume/index.ts";
import { checkBelongs, foreignSegmentation } from "./belonging.ts";
import { type PlacedFrame, writeFrame } from "./frame-labels.ts";
import { readFramePixels } from "./frame-pixels.ts";
import { placeFrame } from "./frame-placement.ts";
import {
  invalidSegmentation,
  parseSegmentationObject,
  type SegmentationObject,
  type SegmentationType,
} from "./segmentation-object.ts";

export interface ReadDicomSegOptions {
  /** The series on whose grid the segments are wanted. */
  readonly source: SourceSeries;
  /** As the user knows the file, for messages. */
  readonly fileName?: string;
}

/** A segmentation object on the grid of a series. */
export interface OpenedSegmentation {
  /**
   * One label map, or, where segments overlap, as few as hold them all: each segment is in one of them, none has lost
   * a voxel.
   */
  readonly labelMaps: readonly LabelMap[];
  readonly type: SegmentationType;
  /** What is not as it stands in the file, in sentences for the user; empty as a rule. */
  readonly notes: readonly string[];
}

/**
 * The label map of a DICOM segmentation, on the source's grid, voxel for voxel; see {@link openDicomSeg} for segments
 * that overlap.
 * @throws AutosegError `overlapping-segments` where one label map cannot hold them, and as {@link openDicomSeg} does.
 */
export function readDicomSeg(bytes: Uint8Array, options: ReadDicomSegOptions): LabelMap {
  const { labelMaps } = openDicomSeg(bytes, options);
  const [first, second] = labelMaps;
  if (first && !second) return first;
  const fileName = options.fileName ?? "DICOM file";
  const moved = (second?.segments ?? []).map(({ label }) => `"${label}"`).join(", ");
  throw new AutosegError(
    "overlapping-segments",
    `"${fileName}" has segments that overlap (${moved} with others), and one label map holds one segment a voxel. Open it as several label maps.`,
    { fileName },
  );
}

/**
 * Opens a DICOM segmentation (PS3.3 A.51) of BINARY type on the grid of a series: frames in any order, cropped,
 * turned or out of plane, with groups shared or per frame; slices without a frame are empty. Segment numbers, codes,
 * colours and algorithms are those of the object.
 * @throws AutosegError `unreadable-dicom` for bytes that are no whole DICOM file, `invalid-segmentation` for an object
 * that is no segmentation or breaks the standard's rules, `foreign-segmentation` for one of other images.
 */
export function openDicomSeg(bytes: Uint8Array, options: ReadDicomSegOptions): OpenedSegmentation {
  const { source, fileName } = options;
  const parsed = parseDataset(bytes, fileName === undefined ? {} : { fileName });
  const object = parseSegmentationObject(parsed);
  checkBelongs(object, source);
  const pixels = readFramePixels(parsed, object);
  const frames = placeFrames(object, source);
  const layers = toLayers(object, frames, source, (frame, voxels) =>
    writeFrame(frame, pixels, object, source.volume.grid, voxels),
  );
  return {
    labelMaps: layers.map((layer) => createLabelMap({ grid: source.volume.grid, ...layer })),
    type: object.type,
    notes: [],
  };
}

function placeFrames(object: SegmentationObject, source: SourceSeries): PlacedFrame[] {
  const seen = new Map<string, number>();
  return object.frames.map((frame) => {
    const placement = placeFrame(frame, object, source);
    if (!placement) {
      throw foreignSegmentation(
        object.fileName,
        `its frame ${frame.frameIndex + 1} does not lie on the voxels of the open series`,
      );
    }
    const place = JSON.stringify([frame.segmentNumber, placement]);
    const twin = seen.get(place);
    if (twin !== undefined) {
      throw invalidSegmentation(
        object.fileName,
        `is broken: its frames ${twin + 1} and ${frame.frameIndex + 1} are of the same segment at the same place. Ask for a new export.`,
      );
    }
    seen.set(place, frame.frameIndex);
    return { frame, placement };
  });
}

interface Layer {
  readonly voxels: Uint8Array;
  readonly segments: readonly Segment[];
}

/** Segment by segment into the first layer in which none of its voxels is taken. */
function toLayers(
  object: SegmentationObject,
  frames: readonly PlacedFrame[],
  { volume }: SourceSeries,
  write: (frame: PlacedFrame, voxels: Uint8Array) => boolean,
): Layer[] {
  const layers: { voxels: Uint8Array; segments: Segment[] }[] = [];
  const addLayer = () => {
    const layer = { voxels: new Uint8Array(voxelCount(volume.grid)), segments: [] };
    layers.push(layer);
    return layer;
  };
  const bySegment = new Map<number | undefined, PlacedFrame[]>();
  for (const placed of frames) {
    const own = bySegment.get(placed.frame.segmentNumber);
    if (own) own.push(placed);
    else bySegment.set(placed.frame.segmentNumber, [placed]);
  }
  for (const segment of object.segments) {
    const own = bySegment.get(segment.segmentNumber) ?? [];
    const fitting = layers.find(({ voxels }) => {
      if (own.every((frame) => write(frame, voxels))) return true;
      for (let index = 0; index < voxels.length; index++)
        if (voxels[index] === segment.segmentNumber) voxels[index] = 0;
      return false;
    });
    const layer = fitting ?? addLayer();
    if (!fitting) for (const frame of own) write(frame, layer.voxels);
    layer.segments.push(segment);
  }
  return layers;
}
