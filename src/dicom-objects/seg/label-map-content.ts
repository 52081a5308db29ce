import type { Segment } from "../../volume/index.ts";
import { dcm } from "../common/codes.ts";
import { labelMapSopClassUID } from "../common/uid.ts";
import type { CheckedLabelMaps } from "./checked-label-maps.ts";
import { notWritable, type SegmentationContent } from "./written-object.ts";

const backgroundCode = dcm("125040", "Background");

/** The segment for value 0: every value of a LABELMAP needs a description (PS3.3 C.8.20.2). */
const background: Segment = {
  segmentNumber: 0,
  label: "Background",
  category: backgroundCode,
  type: backgroundCode,
  color: [0, 0, 0],
  algorithmType: "MANUAL",
};

/** Slices copied at a time when an object is written in parts; an even number, for 8-bit pixels. */
const partSlices = 64;

/**
 * The content of a LABELMAP object: the voxels as they are, 8-bit or, for numbers over 255, 16-bit, from the first slice with
 * a label to the last (PS3.3 C.8.20.2.3.3).
 * @throws AutosegError `segmentation-not-writable` for several label maps: their segments would overlap.
 */
export function toLabelMapContent(
  { labelMaps, occupied, segments }: CheckedLabelMaps,
  { isPalette, isEven }: { readonly isPalette: boolean; readonly isEven: boolean },
): SegmentationContent {
  const [labelMap, second] = labelMaps;
  if (!labelMap || second)
    throw notWritable(
      "Segments in several label maps may overlap, and a LABELMAP object cannot hold overlapping segments. Write them as BINARY.",
    );
  const [columns, rows, slices] = labelMap.grid.size;
  const { stride, flags } = occupied[0]!;
  const isUsed = (k: number) => flags.subarray(k * stride + 1, (k + 1) * stride).includes(1);
  const used = Array.from({ length: slices }, (_, k) => k).filter(isUsed);
  const [first, last] = [used[0] ?? 0, used.at(-1) ?? 0];
  const frameSize = columns * rows;
  const labels = labelMap.voxels.subarray(first * frameSize, (last + 1) * frameSize);
  const is16Bit = segments.some(({ segmentNumber }) => segmentNumber > 255);
  const bytesPerVoxel = is16Bit ? 2 : 1;
  return {
    sopClassUID: labelMapSopClassUID,
    attributes: {
      SegmentationType: ["LABELMAP"],
      SegmentsOverlap: ["NO"],
      ...(isEven && { DimensionOrganizationType: ["3D"] }),
      PixelPaddingValue: [0],
    },
    bitsAllocated: is16Bit ? 16 : 8,
    isPalette,
    segments: [background, ...segments],
    frames: Array.from({ length: last - first + 1 }, (_, index) => ({ sliceIndex: first + index })),
    pixels: {
      vr: is16Bit ? "OW" : "OB",
      sizeBytes: labels.length * bytesPerVoxel,
      partBytes: partSlices * frameSize * bytesPerVoxel,
      fill: (target, start) => {
        const from = start / bytesPerVoxel;
        const part = labels.subarray(from, from + target.length / bytesPerVoxel);
        if (!is16Bit) return target.set(part);
        const view = new DataView(target.buffer, target.byteOffset, target.length);
        for (let index = 0; index < part.length; index++) view.setUint16(2 * index, part[index]!, true);
      },
    },
    voxels: [labelMap.voxels],
  };
}
