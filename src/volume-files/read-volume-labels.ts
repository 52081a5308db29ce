import type { SourceSeries } from "../dicom/index.ts";
import type { ReadLabels } from "../dicom-objects/index.ts";
import { toReadLabels } from "../dicom-objects/index.ts";
import { type Grid, voxelCount } from "../geometry/index.ts";
import {
  createLabelMap16,
  type LabelMap,
  type LabelMap16,
  type Segment,
  toWritableSegment,
} from "../volume/index.ts";
import { describeDifference, placeOnGrid } from "./file-grid.ts";
import { namelessSegment } from "./label-names.ts";
import { parseVolumeFile } from "./parse-volume-file.ts";
import { invalidVolumeFile, type VolumeFile } from "./volume-file.ts";

export interface ReadVolumeLabelsOptions {
  /** The series whose grid the labels should be on. */
  readonly source: SourceSeries;
  /** The file's name as the user knows it, for messages. */
  readonly fileName: string;
}

/**
 * Reads a label map from NIfTI or NRRD on the grid of a series, voxel for voxel, in whatever order and direction the file's
 * axes run; it may cover only part of the grid. Names, colours and codes are read as 3D Slicer (.seg.nrrd) or `toNifti` write
 * them; other labels are named by number. Layers of overlapping segments become separate parts.
 * @throws AutosegError `invalid-volume-file`, also if voxels do not coincide with the series', with the difference; and for
 * values other than integers from 0 to 255, or to 65535 if `bits` is 16.
 */
export async function readVolumeLabels(
  bytes: Uint8Array<ArrayBuffer>,
  options: ReadVolumeLabelsOptions & { readonly bits: 16 },
): Promise<ReadLabels<LabelMap16>>;
export async function readVolumeLabels(
  bytes: Uint8Array<ArrayBuffer>,
  options: ReadVolumeLabelsOptions & { readonly bits?: 8 },
): Promise<ReadLabels<LabelMap>>;
export async function readVolumeLabels(
  bytes: Uint8Array<ArrayBuffer>,
  { source, fileName, bits = 8 }: ReadVolumeLabelsOptions & { readonly bits?: 8 | 16 },
): Promise<ReadLabels<LabelMap16>> {
  const { grid } = source.volume;
  return toReadLabels(labelsOf(await parseVolumeFile(bytes, fileName), grid, bits), grid);
}

/** The result in a form that can be posted between threads. */
export type ReadVolumeLabels = Pick<ReadLabels<LabelMap16>, "parts" | "notes">;

/** The labels of a file on a grid. @throws AutosegError as {@link readVolumeLabels}. */
export function labelsOf(file: VolumeFile, grid: Grid, bits: 8 | 16): ReadVolumeLabels {
  const { fileName, layers } = file;
  const fail = (found: string) => invalidVolumeFile(fileName, found);
  const placed = placeOnGrid(file, grid);
  if (!placed)
    throw fail(
      `does not fit the open image: ${describeDifference(file, grid)}. Open labels that were drawn on it.`,
    );
  const most = bits === 8 ? 255 : 65535;
  const numberOf = numbering(file, most);
  const parts: LabelMap16[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const voxels = bits === 8 ? new Uint8Array(voxelCount(grid)) : new Uint16Array(voxelCount(grid));
    const found = new Map<number, Segment>();
    forEachVoxel(file, placed, layer, ([i, j, k], value) => {
      if (!Number.isInteger(value) || value < 0 || value > most)
        throw fail(
          `is not a label map: it holds the value ${value}, and labels are whole numbers from 0 to ${most}.`,
        );
      const [columns, rows, slices] = grid.size;
      if (i < 0 || j < 0 || k < 0 || i >= columns || j >= rows || k >= slices)
        throw fail("does not fit the open image: it has labels outside. Open labels that were drawn on it.");
      const segment = numberOf(layer, value);
      found.set(segment.segmentNumber, segment);
      voxels[i + columns * (j + rows * k)] = segment.segmentNumber;
    });
    for (const { segment, layer: own, value } of file.segments)
      if (own === layer) found.set(numberOf(layer, value).segmentNumber, numberOf(layer, value) ?? segment);
    const segments = [...found.values()].sort((a, b) => a.segmentNumber - b.segmentNumber);
    parts.push(createLabelMap16({ grid, voxels, segments }));
  }
  const repairs = new Set<string>();
  const writable = parts.map((part) => ({
    ...part,
    segments: part.segments.map((given) => {
      const { segment, notes } = toWritableSegment(given);
      for (const note of notes) repairs.add(note);
      return segment;
    }),
  }));
  return { parts: writable, notes: [...file.notes, ...repairs] };
}

/** Segments for each value in each layer: numbered by value, unless several layers use the same one. */
function numbering({ segments, layers }: VolumeFile, most: number) {
  const isShared =
    layers > 1 ||
    new Set(segments.map(({ value }) => value)).size < segments.length ||
    segments.some(({ value }) => !Number.isInteger(value) || value < 1 || value > most);
  const known = new Map(
    segments.map(({ segment, layer, value }, index): [string, Segment] => [
      `${layer} ${value}`,
      isShared ? { ...segment, segmentNumber: index + 1 } : segment,
    ]),
  );
  let next = segments.length;
  return (layer: number, value: number): Segment => {
    const key = `${layer} ${value}`;
    const found = known.get(key) ?? namelessSegment(isShared ? ++next : value);
    known.set(key, found);
    return found;
  };
}

/** Visits every non-zero voxel of a layer with its index on the grid. */
function forEachVoxel(
  { size, values, slope, intercept, layers }: VolumeFile,
  { first, steps }: NonNullable<ReturnType<typeof placeOnGrid>>,
  layer: number,
  visit: (ijk: readonly [number, number, number], value: number) => void,
): void {
  let at = layer;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, at += layers) {
        const value = values[at]! * slope + intercept;
        if (value === 0) continue;
        const place = (axis: 0 | 1 | 2) =>
          first[axis] + i * steps[0][axis] + j * steps[1][axis] + k * steps[2][axis];
        visit([place(0), place(1), place(2)], value);
      }
    }
  }
}
