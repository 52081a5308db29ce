import { AutosegError } from "../errors.ts";
import type { Code, Segment } from "../volume/index.ts";
import type { SegmentationContent } from "./seg-object.ts";
import { labelMapSopClassUID } from "./sop-classes.ts";
import type { CheckedLabelMaps } from "./write-dicom-seg.ts";

const backgroundCode: Code = {
  codeValue: "125040",
  codingSchemeDesignator: "DCM",
  codeMeaning: "Background",
};

/** The segment that value 0 stands for: every value of a LABELMAP needs a description (PS3.3 C.8.20.2). */
const background: Segment = {
  segmentNumber: 0,
  label: "Background",
  category: backgroundCode,
  type: backgroundCode,
  color: [0, 0, 0],
  algorithmType: "MANUAL",
};

/**
 * A LABELMAP object: the voxels as they are, 8 bits each, from the first slice with a label to the last.
 * @throws AutosegError `segmentation-not-writable` for several label maps: their segments would overlap.
 */
export function toLabelMapContent({ labelMaps, occupied, segments }: CheckedLabelMaps): SegmentationContent {
  const [labelMap, second] = labelMaps;
  if (!labelMap || second) {
    throw new AutosegError(
      "segmentation-not-writable",
      "Segments in several label maps may overlap, which a LABELMAP object cannot hold. Write them as BINARY.",
      {},
    );
  }
  const [columns, rows, slices] = labelMap.grid.size;
  const isUsed = (k: number) => occupied[0]!.subarray(k * 256 + 1, (k + 1) * 256).includes(1);
  const used = Array.from({ length: slices }, (_, k) => k).filter(isUsed);
  const [first, last] = [used[0] ?? 0, used.at(-1) ?? 0];
  const frameSize = columns * rows;
  const sizeBytes = (last - first + 1) * frameSize;
  return {
    sopClassUID: labelMapSopClassUID,
    attributes: {
      SegmentationType: ["LABELMAP"],
      SegmentsOverlap: ["NO"],
      DimensionOrganizationType: ["3D"],
      PixelPaddingValue: [0],
      BitsAllocated: [8],
      BitsStored: [8],
      HighBit: [7],
    },
    segments: [background, ...segments],
    frames: Array.from({ length: last - first + 1 }, (_, index) => ({ sliceIndex: first + index })),
    pixels: {
      vr: "OB",
      sizeBytes,
      fill: (target) =>
        target.set(labelMap.voxels.subarray(first * frameSize, first * frameSize + sizeBytes)),
    },
    voxels: [labelMap.voxels],
  };
}
