import type { LabelMap16 } from "../../volume/index.ts";
import { segmentationSopClassUID } from "../common/uid.ts";
import { noFrame, packedSizeBytes, packSlice } from "./bits.ts";
import type { CheckedLabelMaps } from "./checked-label-maps.ts";
import type { Frame } from "./functional-groups.ts";
import { fillUnusedNumbers } from "./segment-items.ts";
import type { SegmentationContent } from "./written-object.ts";

type SegmentFrame = Frame & { readonly segmentNumber: number };

/** Pixels packed at a time when an object is written in parts. */
const largestPartBytes = 2 ** 26;

/** The content of a BINARY object: one frame of bits for each segment and slice with voxels (PS3.3 C.8.20.2.3.1). */
export function toBinaryContent(checked: CheckedLabelMaps): SegmentationContent {
  const { labelMaps, segments } = checked;
  const [columns, rows] = labelMaps[0]!.grid.size;
  const frameSize = columns * rows;
  const frames = listFrames(checked);
  // Eight frames always end at a byte boundary; sixteen have an even number of bytes.
  const partFrames = 16 * Math.max(1, Math.floor((largestPartBytes * 8) / (16 * frameSize)));
  return {
    sopClassUID: segmentationSopClassUID,
    attributes: {
      SegmentationType: ["BINARY"],
      SegmentsOverlap: [doOverlap(labelMaps) ? "YES" : "NO"],
    },
    bitsAllocated: 1,
    segments: fillUnusedNumbers(segments),
    frames,
    pixels: {
      vr: "OB",
      sizeBytes: packedSizeBytes(frames.length, frameSize),
      partBytes: (partFrames * frameSize) / 8,
      fill: (target, start) => {
        const first = (start * 8) / frameSize;
        const part = frames.slice(first, first + Math.ceil((target.length * 8) / frameSize));
        for (const labelMap of labelMaps) packFrames(target, part, labelMap);
      },
    },
    voxels: labelMaps.map(({ voxels }) => voxels),
  };
}

function listFrames({ labelMaps, occupied, segments }: CheckedLabelMaps): SegmentFrame[] {
  const frames: SegmentFrame[] = [];
  const occupiedBy = new Map(
    labelMaps.flatMap((labelMap, index) => labelMap.segments.map((segment) => [segment, occupied[index]!])),
  );
  for (const segment of segments) {
    const { segmentNumber } = segment;
    const { stride, flags } = occupiedBy.get(segment)!;
    for (let sliceIndex = 0; sliceIndex < flags.length / stride; sliceIndex++)
      if (flags[sliceIndex * stride + segmentNumber] === 1) frames.push({ segmentNumber, sliceIndex });
  }
  return frames.length > 0 ? frames : [{ segmentNumber: segments[0]!.segmentNumber, sliceIndex: 0 }];
}

/** Packs those of `frames`, which are consecutive in `target`, whose segments are in the label map. */
function packFrames(
  target: Uint8Array,
  frames: readonly SegmentFrame[],
  { grid, voxels, segments }: LabelMap16,
): void {
  const [columns, rows] = grid.size;
  const frameSize = columns * rows;
  const own = new Set(segments.map(({ segmentNumber }) => segmentNumber));
  const bySlice = new Map<number, { segmentNumber: number; frameIndex: number }[]>();
  frames.forEach(({ segmentNumber, sliceIndex }, frameIndex) => {
    if (!own.has(segmentNumber)) return;
    const entry = { segmentNumber, frameIndex };
    const entries = bySlice.get(sliceIndex);
    if (entries) entries.push(entry);
    else bySlice.set(sliceIndex, [entry]);
  });
  const frameOfLabel = new Int32Array(voxels instanceof Uint8Array ? 256 : 65536).fill(noFrame);
  for (const [sliceIndex, entries] of bySlice) {
    for (const { segmentNumber, frameIndex } of entries) frameOfLabel[segmentNumber] = frameIndex;
    packSlice(target, voxels.subarray(sliceIndex * frameSize, (sliceIndex + 1) * frameSize), frameOfLabel);
    for (const { segmentNumber } of entries) frameOfLabel[segmentNumber] = noFrame;
  }
}

/** Whether a voxel has a label in more than one label map. */
function doOverlap(labelMaps: readonly LabelMap16[]): boolean {
  const [first, ...others] = labelMaps;
  if (!first || others.length === 0) return false;
  for (let index = 0; index < first.voxels.length; index++) {
    let labels = 0;
    for (const { voxels } of labelMaps) if (voxels[index] !== 0) labels++;
    if (labels > 1) return true;
  }
  return false;
}
