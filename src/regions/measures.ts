import { type Grid, offsetInGrid, toPlaneAxes, voxelVolumeMl } from "../geometry/index.ts";
import {
  createNearestVoxels,
  isThing,
  type LabelMap16,
  type Segment,
  type Volume,
  type VoxelUnit,
} from "../volume/index.ts";
import { type Box, boxSize, type GridAxis } from "./box.ts";
import type { Components } from "./components.ts";
import { type Diameter, longestDiameters } from "./diameters.ts";
import { findInstances } from "./instances.ts";
import { segmentMasks } from "./segment-masks.ts";

/** The measurements of a connected component of a segment; the screen and exported files state the same ones. */
export interface PartMeasures {
  readonly voxels: number;
  readonly volumeMl: number;
  readonly diameter: Diameter;
  /** In the image's unit; undefined without an image, or if the component lies outside it. */
  readonly values: GreyValues | undefined;
}

/** What components are measured against. */
interface PartSurroundings {
  readonly grid: Grid;
  /** The box of the grid in which the components were found. */
  readonly box: Box;
  /** Grey values are those of the image's nearest voxels. */
  readonly image?: Pick<Volume, "grid" | "voxels"> | undefined;
  /** The thickness that each slice along k stands for, where that is not the grid's spacing. */
  readonly sliceExtentsMm?: readonly number[] | undefined;
  /** The grid axis across which diameters are measured; the one closest to axial by default. */
  readonly sliceAxis?: GridAxis;
}

/** The measurements of a segment, or of one lesion in it. */
export interface Measurements {
  readonly segment: Segment;
  /** Numbers the lesions of the segment, largest first; undefined for the segment as a whole. */
  readonly lesionNumber?: number;
  readonly voxels?: number;
  readonly volumeMl: number;
  /** Longest distance within an axial slice, inside one connected component; 0 without voxels. */
  readonly longestAxialDiameterMm: number;
  /** Longest line perpendicular to it on the same slice; undefined without voxels. */
  readonly shortAxisMm?: number;
  /** Undefined if no voxel lies in the image. */
  readonly values?: GreyValues & { readonly unit: VoxelUnit };
}

/** With more components than this, the segment counts as one component; with more lesions, lesions are not listed. */
const [mostPieces, mostLesions] = [65535, 1000];

/**
 * Measures each segment of the label maps and, for morphologic abnormalities, each lesion: a component of voxels that share
 * a face, an edge or a corner. A segment with more than 1000 lesions is measured as a whole only.
 * @param labelMaps each on its own grid, whose voxels are counted; grey values are those of the image's nearest voxels.
 * @param volume the image that was segmented.
 * @param sliceExtentsMm the thickness that each slice of the image stands for, where that is not the grid's spacing; applies
 * to label maps on the image's grid or on parts of it.
 */
export function measureSegments(
  labelMaps: readonly LabelMap16[],
  volume: Volume,
  sliceExtentsMm?: readonly number[],
): Measurements[] {
  const measured: Measurements[] = [];
  for (const { segment, mask } of segmentMasks(labelMaps, 0)) {
    if (!mask) {
      measured.push({ segment, voxels: 0, volumeMl: 0, longestAxialDiameterMm: 0 });
      continue;
    }
    const { grid, box } = mask;
    const { spacingMm } = grid;
    const found = findInstances(mask.values, { size: boxSize(box), spacingMm }, 26, segment.instances);
    const parts = found.count > mostPieces ? found.asOne() : found;
    const extents = sliceExtentsMm?.slice(offsetInGrid(grid, volume.grid)[2]);
    const surroundings = { grid, box, image: volume, sliceExtentsMm: extents };
    const pieces = measureParts(parts, surroundings);
    const toMeasurements = ({ voxels, volumeMl, diameter, values }: PartMeasures): Measurements => ({
      segment,
      voxels,
      volumeMl,
      longestAxialDiameterMm: diameter.lengthMm,
      shortAxisMm: diameter.shortAxisMm,
      ...(values && { values: { ...values, unit: volume.unit } }),
    });
    measured.push(toMeasurements(parts.count === 1 ? pieces[0]! : wholeOf(parts, pieces, surroundings)));
    if (!isThing(segment) || parts.count < 2 || parts.count > mostLesions) continue;
    pieces
      .toSorted((a, b) => b.volumeMl - a.volumeMl)
      .forEach((piece, index) => {
        measured.push({ ...toMeasurements(piece), lesionNumber: index + 1 });
      });
  }
  return measured;
}

/** Measures connected components, in their order. */
export function measureParts(parts: Components, surroundings: PartSurroundings): PartMeasures[] {
  const { grid, box, sliceAxis = toPlaneAxes(grid, "axial").slices.axis } = surroundings;
  const volumes = partVolumesMl(parts, surroundings);
  const values = valuesOf(parts, surroundings);
  return longestDiameters(parts, box, grid.spacingMm, sliceAxis).map((diameter, index) => ({
    voxels: parts.sizes[index + 1]!,
    volumeMl: volumes[index + 1]!,
    diameter,
    values: values(index + 1),
  }));
}

/** Measures all components as one; the diameter is the longest of any component. */
function wholeOf(
  parts: Components,
  pieces: readonly PartMeasures[],
  surroundings: PartSurroundings,
): PartMeasures {
  const total = (value: (piece: PartMeasures) => number) =>
    pieces.reduce((sum, piece) => sum + value(piece), 0);
  return {
    voxels: total(({ voxels }) => voxels),
    volumeMl: total(({ volumeMl }) => volumeMl),
    diameter: pieces
      .map(({ diameter }) => diameter)
      .reduce((longest, other) => (other.lengthMm > longest.lengthMm ? other : longest)),
    values: valuesOf(parts.asOne(), surroundings)(1),
  };
}

/** Millilitres of each component, by its number (from 1). */
export function partVolumesMl(
  parts: Components,
  { grid, box, sliceExtentsMm }: Pick<PartSurroundings, "grid" | "box" | "sliceExtentsMm">,
): Float64Array {
  const voxelMl = voxelVolumeMl(grid);
  if (!sliceExtentsMm) return Float64Array.from(parts.sizes, (voxels) => voxels * voxelMl);
  const mlOf = voxelMlOfSlices(grid, sliceExtentsMm);
  const volumes = new Float64Array(parts.count + 1);
  parts.forEachRun(({ part, k, first, end }) => {
    volumes[part]! += (end - first) * mlOf(box.from[2] + k);
  });
  return volumes;
}

/** Millilitres of a voxel on each slice along k: all equal, unless the slices have a thickness of their own. */
export function voxelMlOfSlices(
  grid: Grid,
  sliceExtentsMm: readonly number[] | undefined,
): (sliceIndex: number) => number {
  const voxelMl = voxelVolumeMl(grid);
  return (k) => ((sliceExtentsMm?.[k] ?? grid.spacingMm[2]) / grid.spacingMm[2]) * voxelMl;
}

/** Statistics of the image values nearest to the voxels of each component, by its number. */
function valuesOf(
  parts: Components,
  { grid, box, image }: PartSurroundings,
): (part: number) => GreyValues | undefined {
  if (!image) return () => undefined;
  const sums = new GreySums(parts.count + 1);
  const nearestVoxels = createNearestVoxels(grid, image.grid);
  const { voxels } = image;
  const [i0, j0, k0] = box.from;
  parts.forEachRun(({ part, i, j, k, first, end }) => {
    const count = end - first;
    const nearest = nearestVoxels(i0 + i, j0 + j, k0 + k, count);
    sums.add(part, voxels, nearest, count);
  });
  return (part) => sums.of(part);
}

/** Mean and standard deviation of grey values; the variance is divided by n. */
interface GreyValues {
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * Sums of grey values of many components in one pass, each relative to the component's first value: sums of squares of large
 * values would lose small differences (Chan, Golub and LeVeque, The American Statistician 37, 1983).
 */
class GreySums {
  readonly #counts: Float64Array;
  readonly #bases: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  /** @param count of the components, numbered from 0. */
  constructor(count: number) {
    this.#counts = new Float64Array(count);
    this.#bases = new Float64Array(count);
    this.#sums = new Float64Array(count);
    this.#squares = new Float64Array(count);
  }

  /** Adds the values at the first `count` of `indices`; -1 is skipped. The sums stay in registers within a run. */
  add(part: number, voxels: Volume["voxels"], indices: Int32Array, count: number): void {
    let [values, base] = [this.#counts[part]!, this.#bases[part]!];
    let [sum, squares] = [this.#sums[part]!, this.#squares[part]!];
    for (let n = 0; n < count; n++) {
      const index = indices[n]!;
      if (index === -1) continue;
      const value = voxels[index]!;
      if (values++ === 0) base = value;
      const difference = value - base;
      sum += difference;
      squares += difference * difference;
    }
    this.#counts[part] = values;
    this.#bases[part] = base;
    this.#sums[part] = sum;
    this.#squares[part] = squares;
  }

  /** Undefined for a component without values. */
  of(part: number): GreyValues | undefined {
    const count = this.#counts[part]!;
    if (count === 0) return undefined;
    const mean = this.#sums[part]! / count;
    const variance = this.#squares[part]! / count - mean * mean;
    return { mean: this.#bases[part]! + mean, standardDeviation: Math.sqrt(Math.max(0, variance)) };
  }
}
