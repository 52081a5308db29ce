import type { SourceSeries } from "../dicom/index.ts";
import { findObjectKind, type ReadLabels, type SegmentationOrigin } from "../dicom-objects/index.ts";
import type { Layer, SegmentationSession } from "../editing/index.ts";
import { offsetInGrid } from "../geometry/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import { findVolumeFormat } from "../volume-files/index.ts";
import type { HeavyWork } from "./controller-host.ts";

/** Segments read from a file, and whether overlaps are common in files of its kind. */
export type OpenedLabels = ReadLabels & {
  readonly mayOverlap: boolean;
  /** The DICOM-SEG that was read, if it was one. */
  readonly origin?: SegmentationOrigin;
};

/**
 * Reads segments on the grid of a series from a DICOM-SEG, an RT Structure Set, or a label map in NIfTI or NRRD.
 * @throws AutosegError (the promise rejects) what reading the file throws.
 */
export async function readLabels(work: HeavyWork, file: File, source: SourceSeries): Promise<OpenedLabels> {
  const options = { source, fileName: file.name };
  if (await findVolumeFormat(file))
    return Object.assign(await work.readVolumeLabels(file, options), { mayOverlap: true });
  const mayOverlap = (await findObjectKind(file)) === "structure-set";
  const read = await (mayOverlap ? work.readRtStruct(file, options) : work.readDicomSeg(file, options));
  return Object.assign(read, { mayOverlap });
}

/** Segments merged into one label map, with smaller ones over larger ones. */
export interface Flattened {
  readonly labelMap: LabelMap;
  /** Labels of segments that lost voxels to others. */
  readonly cut: readonly string[];
}

/** @param parts the first covers the whole grid. */
export function flattenLabels(parts: readonly LabelMap[]): Flattened {
  const { grid } = parts[0]!;
  const layers = parts.flatMap((part) =>
    part.segments.map((segment) => ({ part, segment, count: countOf(part, segment.segmentNumber) })),
  );
  layers.sort((a, b) => b.count - a.count);
  const voxels = new Uint8Array(parts[0]!.voxels.length);
  const [columns, rows] = grid.size;
  for (const { part, segment } of layers) {
    const [i0, j0, k0] = offsetInGrid(part.grid, grid);
    const [width, height] = part.grid.size;
    part.voxels.forEach((label, index) => {
      if (label !== segment.segmentNumber) return;
      const row = Math.floor(index / width);
      const j = j0 + (row % height);
      const k = k0 + Math.floor(row / height);
      voxels[i0 + (index % width) + columns * (j + rows * k)] = label;
    });
  }
  const labelMap: LabelMap = {
    grid,
    voxels,
    segments: layers.map(({ segment }) => segment).sort((a, b) => a.segmentNumber - b.segmentNumber),
  };
  const cut = layers.flatMap(({ segment, count }) =>
    countOf(labelMap, segment.segmentNumber) < count ? [segment.label] : [],
  );
  return { labelMap, cut };
}

function countOf({ voxels }: LabelMap, segmentNumber: number): number {
  let count = 0;
  for (const label of voxels) if (label === segmentNumber) count++;
  return count;
}

/**
 * Replaces the session's segmentation by a file's label maps, as one step. Overlapping segments go to separate layers.
 * @param parts the first covers the whole grid, each of the others a part of it.
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
