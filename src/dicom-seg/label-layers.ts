import { type Grid, voxelCount } from "../geometry/index.ts";
import type { Segment } from "../volume/index.ts";
import { type PlacedFrame, toLabelTables, writeFrame } from "./frame-labels.ts";
import type { FramePixels } from "./frame-pixels.ts";
import { invalidSegmentation, type SegmentationObject } from "./segmentation-object.ts";

/** Labels of a whole grid, and the segments they stand for. */
export interface Layer {
  /** Of 16 bits where a segment number of the object is over 255. */
  readonly voxels: Uint8Array | Uint16Array;
  readonly segments: readonly Segment[];
}

/**
 * The labels of an object's frames: segment by segment into the first layer in which none of its voxels is taken, so
 * that one layer holds all segments that do not overlap. A LABELMAP is one layer by its nature.
 */
export function toLayers(
  object: SegmentationObject,
  placed: readonly PlacedFrame[],
  pixels: FramePixels,
  grid: Grid,
): Layer[] {
  const empty = () => (isWide(object) ? new Uint16Array(voxelCount(grid)) : new Uint8Array(voxelCount(grid)));
  const labelsOf = toLabelTables(object);
  const write = (frame: PlacedFrame, voxels: Layer["voxels"]) =>
    writeFrame(frame, pixels, object, grid, voxels, labelsOf);
  if (object.type === "LABELMAP") {
    const voxels = empty();
    const clash = placed.find((frame) => !write(frame, voxels));
    if (!clash) return [{ voxels, segments: object.segments }];
    throw invalidSegmentation(
      object.fileName,
      `is broken: its frame ${clash.frame.frameIndex + 1} lies over another. Ask for a new export.`,
    );
  }
  const bySegment = groupBySegment(placed);
  const layers: { voxels: Layer["voxels"]; segments: Segment[] }[] = [];
  for (const segment of object.segments) {
    const frames = bySegment.get(segment.segmentNumber) ?? [];
    const fitting = layers.find(({ voxels }) => {
      if (frames.every((frame) => write(frame, voxels))) return true;
      for (let index = 0; index < voxels.length; index++)
        if (voxels[index] === segment.segmentNumber) voxels[index] = 0;
      return false;
    });
    if (fitting) {
      fitting.segments.push(segment);
      continue;
    }
    const voxels = empty();
    for (const frame of frames) write(frame, voxels);
    layers.push({ voxels, segments: [segment] });
  }
  return layers;
}

/** Whether a label of the object needs more than eight bits. */
export function isWide({ segments }: SegmentationObject): boolean {
  return segments.some(({ segmentNumber }) => segmentNumber > 255);
}

function groupBySegment(placed: readonly PlacedFrame[]): ReadonlyMap<number | undefined, PlacedFrame[]> {
  const groups = new Map<number | undefined, PlacedFrame[]>();
  for (const one of placed) {
    const group = groups.get(one.frame.segmentNumber);
    if (group) group.push(one);
    else groups.set(one.frame.segmentNumber, [one]);
  }
  return groups;
}
