import { items, parseDataset, type SourceSeries, writePart10 } from "../../../src/dicom/index.ts";
import { writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { liver } from "./phantom.ts";

/**
 * A small object with many segments that each have one pixel at the same position: the first of frames with `frameSize` pixels.
 */
export function overlappingPixels(
  source: SourceSeries,
  count: number,
  frameSize: readonly [columns: number, rows: number] = [1, 1],
): Uint8Array<ArrayBuffer> {
  const labelMap = createLabelMap({ grid: source.volume.grid, segments: [liver] });
  labelMap.voxels[0] = liver.segmentNumber;
  const { dataset } = parseDataset(writeDicomSeg(labelMap, { source }));
  const [described] = items(dataset, "SegmentSequence");
  const [group] = items(dataset, "PerFrameFunctionalGroupsSequence");
  const pixelCount = frameSize[0] * frameSize[1];
  const packed = new Uint8Array(2 * Math.ceil((count * pixelCount) / 16));
  for (let frame = 0; frame < count; frame++)
    packed[(frame * pixelCount) >> 3]! |= 1 << ((frame * pixelCount) & 7);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return writePart10({
    ...dataset,
    Rows: [frameSize[1]],
    Columns: [frameSize[0]],
    NumberOfFrames: [count],
    SegmentsOverlap: ["YES"],
    PixelData: packed,
    SegmentSequence: numbers.map((number) => ({
      ...described!,
      SegmentNumber: [number],
      SegmentLabel: [`Lesion ${number}`],
    })),
    PerFrameFunctionalGroupsSequence: numbers.map((number) => ({
      ...group!,
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: [number] }],
    })),
  });
}
