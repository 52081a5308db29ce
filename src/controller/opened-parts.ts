import type { Layer, SegmentationSession } from "../editing/index.ts";
import { offsetInGrid } from "../geometry/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";

/**
 * Puts the label maps of a file in the place of what is drawn, as a step of a name. Segments that overlap others lie in layers of their
 * own.
 * @param parts the first of the whole grid, each of the others of a part of it.
 * @returns all segments, by their numbers.
 */
export function putParts(
  session: SegmentationSession,
  name: string,
  parts: readonly [LabelMap, ...LabelMap[]],
): readonly Segment[] {
  const [labelMap, ...over] = parts;
  const layers = new Map<number, Layer>();
  for (const { grid, voxels, segments } of over) {
    const from = offsetInGrid(grid, labelMap.grid);
    const [columns, rows, slices] = grid.size;
    const box = { from, to: [from[0] + columns, from[1] + rows, from[2] + slices] as const };
    for (const { segmentNumber } of segments)
      layers.set(segmentNumber, { box, values: voxels.map((label) => Number(label === segmentNumber)) });
  }
  const segments = parts.flatMap((part) => part.segments).sort((a, b) => a.segmentNumber - b.segmentNumber);
  const types = new Map(segments.map((segment) => [segment.segmentNumber, segment.algorithmType]));
  session.replace("file", name, labelMap.voxels, { segments, types, layers });
  for (const segmentNumber of layers.keys()) session.setDisplay(segmentNumber, { overlaps: true });
  return segments;
}
