import { parseDataset, type SourceSeries, sliceExtentsMm } from "../../dicom/index.ts";
import type { AutosegError } from "../../errors.ts";
import { voxelCount } from "../../geometry/index.ts";
import { fillPolygons, polygonArea } from "../../regions/index.ts";
import { type LabelMap16, toWritableSegment } from "../../volume/index.ts";
import { takeTurns } from "../../workers/index.ts";
import { LabelParts } from "../common/label-parts.ts";
import { VoxelBudget } from "../common/voxel-budget.ts";
import { VoxelRunList } from "../common/voxel-run-list.ts";
import { describeReferences, foreignSegmentation, isForeignFrame } from "../seg/belonging.ts";
import { describeVolumes, imageVolumesMl } from "../seg/kept-volumes.ts";
import { invalidSegmentation } from "../seg/parsed-object.ts";
import { type ReadLabels, toReadLabels } from "../seg/read-segmentation.ts";
import { type ContourSlices, toPlanes, toSlices } from "./contour-planes.ts";
import { describeGaps, describeLeftOut } from "./describe-contours.ts";
import { parseStructureSet, type Structure, type StructureSet } from "./parsed-structures.ts";

export interface ReadRtStructOptions {
  /** The series on whose grid the regions are placed. */
  readonly source: SourceSeries;
  /** The file's name as the user knows it, for messages. */
  readonly fileName?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads an RT Structure Set (PS3.3 A.19) on the grid of a series: each region of interest becomes a segment of the voxels
 * whose centres its closed planar contours enclose by the even-odd rule. Contours are in the planes of the series' images or
 * between them; regions drawn on every n-th image also cover the images in between. Points, open contours, contours in other
 * planes or outside the series, and regions of another frame of reference are skipped; `notes` name the region and the
 * reason. Regions may overlap: they are then in several `parts`. ROINumbers become segment numbers if possible.
 * @throws AutosegError `unreadable-dicom`, `invalid-segmentation` for an object that is no structure set, has no region
 * that can be shown, or more than 255 of them unless `bits` is 16; `foreign-segmentation` for one of another frame of
 * reference; `cancelled`.
 */
export async function readRtStruct(
  bytes: Uint8Array,
  options: ReadRtStructOptions & { readonly bits: 16 },
): Promise<ReadLabels<LabelMap16>>;
export async function readRtStruct(
  bytes: Uint8Array,
  options: ReadRtStructOptions & { readonly bits?: 8 },
): Promise<ReadLabels>;
export async function readRtStruct(
  bytes: Uint8Array,
  options: ReadRtStructOptions & { readonly bits?: 8 | 16 },
): Promise<ReadLabels<LabelMap16>> {
  return toReadLabels(await readStructures(bytes, options), options.source.volume.grid);
}

/** The contents of a structure set in a form that can be sent to another thread. */
export type ReadStructures = Pick<ReadLabels<LabelMap16>, "parts" | "notes">;

/** {@link readRtStruct} with a result that can be sent to another thread. */
export async function readStructures(
  bytes: Uint8Array,
  { source, fileName, signal, bits = 8 }: ReadRtStructOptions & { readonly bits?: 8 | 16 },
): Promise<ReadStructures> {
  const set = parseStructureSet(parseDataset(bytes, fileName === undefined ? {} : { fileName }));
  const { grid } = source.volume;
  const notes = [...describeReferences(set, source), ...set.notes];
  const isWide = set.structures.some(({ segment }) => segment.segmentNumber > 255);
  if (isWide && bits === 8)
    throw invalidSegmentation(
      set.fileName,
      `has ${set.structures.length} regions of interest; at most 255 can be edited. Split the object, or convert it with "autoseg convert".`,
    );
  const labels = isWide ? new Uint16Array(voxelCount(grid)) : new Uint8Array(voxelCount(grid));
  const parts = new LabelParts(grid, labels, new VoxelBudget(set.fileName, bytes.length));
  const runs = new VoxelRunList();
  const turn = takeTurns(signal);
  const drawnMl = new Map<number, number>();
  const shown: Structure[] = [];
  const missing: string[] = [];
  for (const structure of set.structures) {
    await turn();
    const reason = isForeign(structure, set, source)
      ? "it is of another frame of reference"
      : drawStructure(structure, source, { runs, drawnMl, notes });
    if (reason !== undefined) {
      missing.push(`"${structure.name}" (${reason})`);
      continue;
    }
    const { segment, notes: repairs } = toWritableSegment(structure.segment);
    notes.push(...repairs);
    parts.add(segment, runs);
    shown.push({ ...structure, segment });
  }
  if (shown.length === 0) throw nothingToShow(set, source, missing);
  if (missing.length > 0) notes.push(`These regions are not shown: ${missing.join(", ")}.`);
  const { labelMaps } = parts;
  const segments = shown.map(({ segment }) => segment);
  notes.push(...describeVolumes(segments, drawnMl, imageVolumesMl(labelMaps, source)));
  return { parts: labelMaps, notes };
}

function isForeign({ frameOfReferenceUID }: Structure, { references }: StructureSet, source: SourceSeries) {
  return isForeignFrame({ frameOfReferenceUID, references }, source);
}

interface Drawing {
  readonly runs: VoxelRunList;
  readonly drawnMl: Map<number, number>;
  readonly notes: string[];
}

/** Draws a region's voxels, and returns its volume as drawn. @returns why there is nothing to draw, as a clause. */
function drawStructure(
  { name, contours, segment }: Structure,
  source: SourceSeries,
  { runs, drawnMl, notes }: Drawing,
): string | undefined {
  runs.clear();
  if (contours.length === 0) return "it has no contour";
  const { planes, leftOut } = toPlanes(contours, source);
  const reasons = describeLeftOut(leftOut);
  if (planes.length === 0) return reasons;
  const slices = toSlices(planes, source);
  const { isCut } = fillSlices(slices, source, runs);
  if (runs.isEmpty) return isCut ? "it lies outside the images" : "it encloses the centre of no voxel";
  drawnMl.set(segment.segmentNumber, enclosedMl(slices, source));
  if (reasons !== "") notes.push(`Some contours of "${name}" are not shown: ${reasons}.`);
  if (isCut) notes.push(`"${name}" extends beyond the images; the part outside is not shown.`);
  notes.push(...describeGaps(name, slices));
  return undefined;
}

/** @returns whether a contour lies partly outside the images. */
function fillSlices({ planeOf }: ContourSlices, source: SourceSeries, runs: VoxelRunList) {
  const [columns, rows] = source.volume.grid.size;
  let isCut = false;
  for (const [k, { polygons }] of [...planeOf].sort(([a], [b]) => a - b)) {
    const first = k * columns * rows;
    fillPolygons(polygons, [columns, rows], (row, start, end) => {
      runs.push(first + row * columns + start, first + row * columns + end);
    });
    isCut ||= polygons.some((polygon) =>
      polygon.some(([i, j]) => i < -0.5 || j < -0.5 || i > columns - 0.5 || j > rows - 0.5),
    );
  }
  return { isCut };
}

/**
 * The volume that the contours enclose, with slices as thick as the images that they cover, including what lies outside the
 * images.
 */
function enclosedMl({ planeOf }: ContourSlices, source: SourceSeries): number {
  const extents = sliceExtentsMm(source);
  const [width, height] = source.volume.grid.spacingMm;
  const areas = new Map([...new Set(planeOf.values())].map((plane) => [plane, polygonArea(plane.polygons)]));
  let ml = 0;
  for (const [k, plane] of planeOf) ml += (areas.get(plane)! * width * height * extents[k]!) / 1000;
  return ml;
}

function nothingToShow(
  { fileName, structures, references }: StructureSet,
  source: SourceSeries,
  missing: readonly string[],
): AutosegError {
  const [first] = structures;
  const isForeignFile = structures.every(({ frameOfReferenceUID }) =>
    isForeignFrame({ frameOfReferenceUID, references }, source),
  );
  if (isForeignFile)
    return foreignSegmentation(
      fileName,
      `its frame of reference is ${first?.frameOfReferenceUID ?? "(none)"}, but that of the open series is ${source.frameOfReferenceUID}`,
    );
  return invalidSegmentation(fileName, `has no region that can be shown: ${missing.join(", ")}.`);
}
