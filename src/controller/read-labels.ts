import type { SourceSeries } from "../dicom/index.ts";
import { findObjectKind, type ReadLabels, type SegmentationOrigin } from "../dicom-objects/index.ts";
import { offsetInGrid } from "../geometry/index.ts";
import type { LabelMap } from "../volume/index.ts";
import { findVolumeFormat } from "../volume-files/index.ts";
import type { HeavyWork } from "./controller-host.ts";

/** Segments of a file, and whether they may overlap by the nature of such files. */
export type OpenedLabels = ReadLabels & {
  readonly mayOverlap: boolean;
  /** The DICOM-SEG that they are in, if it is one. */
  readonly origin?: SegmentationOrigin;
};

/**
 * The segments of a file on the grid of a series: of a DICOM-SEG, an RT Structure Set, or a label map in NIfTI or NRRD.
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

/** Segments in one label map, the smaller ones over the larger. */
export interface Flattened {
  readonly labelMap: LabelMap;
  /** Labels of segments that have lost voxels to others. */
  readonly cut: readonly string[];
}

/** @param parts of a whole grid, the first of them all of it. */
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
