import { type Intensity, overNonZero } from "../../../model/index.ts";
import { findComponents } from "../../../regions/index.ts";
import type { VoxelArray } from "../../../volume/index.ts";
import { createIntensityMap, type IntensityMap, mapValue } from "../intensity-map.ts";
import { copyPart, forEachRow, type Part, sizeOfPart, type VoxelView } from "./view-part.ts";

/** A part of the series of a patient, which share a grid. */
export interface Grey {
  readonly images: readonly VoxelArray[];
  readonly view: VoxelView;
  readonly part: Part;
}

/**
 * Reads a part of one of the series, slice by slice, as a network receives it.
 * @returns a function that writes a slice of the part, rows x columns.
 * @throws AutosegError `model-mismatch` if no voxel is included in the statistics.
 */
export function createMappedReader(
  { images, view, part }: Grey,
  series: number,
  intensity: Intensity,
): (slice: number, into: Float32Array) => void {
  const voxels = images[series]!;
  const over = overNonZero(intensity);
  const counting = over?.of === "any-series" ? images : [voxels];
  const mask = over && nonZeroMask(counting, view, part, over.nonZero);
  const map = createIntensityMap({ voxels: countedVoxels(voxels, { view, part }, mask) }, intensity);
  const [columns, rows] = sizeOfPart(part);
  return (slice, into) => {
    const plane: Part = [part[0], part[1], { first: part[2].first + slice, count: 1 }];
    forEachRow(view, plane, (at, row) => {
      const to = row * columns;
      mapRow(voxels, { start: at, stride: view.columns.stride, columns }, map, { into, to });
      if (!mask) return;
      const masked = columns * (row + rows * slice);
      for (let c = 0; c < columns; c++) if (mask[masked + c] === 0) into[to + c] = 0;
    });
  };
}

/** Where a row lies in memory. */
interface Row {
  readonly start: number;
  readonly stride: number;
  readonly columns: number;
}

// A plain loop over its own arguments: variables of an enclosing function would be loaded again for every voxel.
function mapRow(
  voxels: VoxelArray,
  { start, stride, columns }: Row,
  map: IntensityMap,
  { into, to }: { readonly into: Float32Array; readonly to: number },
): void {
  const { outside, gain } = map;
  for (let c = to, from = start; c < to + columns; c++, from += stride)
    into[c] = outside + gain * mapValue(voxels[from]!, map);
}

/** The voxels included in the statistics. */
function countedVoxels(
  voxels: VoxelArray,
  { view, part }: Pick<Grey, "view" | "part">,
  mask: Uint8Array | undefined,
): VoxelArray {
  const [columns, rows, slices] = sizeOfPart(part);
  if (!mask && columns * rows * slices === voxels.length) return voxels;
  const counted = copyPart(voxels, view, part);
  return mask ? counted.filter((_, at) => mask[at] === 1) : counted;
}

/**
 * 1 where a voxel of a part is not 0 in any of some images, columns fastest; with `filled`, also in the holes that these
 * enclose in three dimensions (6 neighbours), as SciPy's `binary_fill_holes` does.
 */
export function nonZeroMask(
  images: readonly VoxelArray[],
  view: VoxelView,
  part: Part,
  which: "filled" | "voxels",
): Uint8Array {
  const size = sizeOfPart(part);
  const [columns, rows, slices] = size;
  const mask = new Uint8Array(columns * rows * slices);
  for (const voxels of images) {
    forEachRow(view, part, (at, row, slice) => {
      const to = columns * (row + rows * slice);
      for (let c = 0, from = at; c < columns; c++, from += view.columns.stride)
        if (voxels[from] !== 0) mask[to + c] = 1;
    });
  }
  if (which === "voxels") return mask;
  const gaps = findComponents(
    mask.map((value) => 1 - value),
    [columns, rows, slices],
    6,
  );
  const isOpen = new Uint8Array(gaps.count + 1);
  gaps.forEachRun(({ part: gap, i, j, k, first, end }) => {
    const touchesEdge =
      i === 0 || i + end - first === columns || j === 0 || j === rows - 1 || k === 0 || k === slices - 1;
    if (touchesEdge) isOpen[gap] = 1;
  });
  gaps.forEachRun(({ part: gap, first, end }) => {
    if (!isOpen[gap]) mask.fill(1, first, end);
  });
  return mask;
}
