import { type Grid, mapGrid, offsetInGrid, voxelVolumeMl } from "../geometry/index.ts";
import { isAbnormality, type Segment, type Volume, type WideLabelMap } from "../volume/index.ts";
import { findComponents } from "./components.ts";
import { longestAxialDiametersMm } from "./mask-diameter.ts";
import { type SegmentMask, segmentMasks } from "./segment-masks.ts";

/** What is measured of a segment, or of one lesion of it. */
export interface Measurements {
  readonly segment: Segment;
  /** Counts the lesions of the segment from the largest on; undefined for the segment as a whole. */
  readonly lesionNumber?: number;
  readonly volumeMl: number;
  /** Longest distance within an axial slice, of one connected piece; 0 without voxels. */
  readonly longestAxialDiameterMm: number;
  /** Undefined without voxels in the image, and for images that are not in Hounsfield units. */
  readonly meanHu?: number;
  /** Of all its voxels: divided by their number. */
  readonly standardDeviationHu?: number;
}

/** More pieces than this are noise: the segment is measured as one, or, of an abnormality, without its lesions. */
const [mostPieces, mostLesions] = [65535, 1000];

/**
 * Measures each segment of the label maps, and, of morphologic abnormalities, each lesion: a piece of voxels that touch at
 * a face, an edge or a corner. A segment of more than 1000 pieces is measured as a whole only.
 * @param labelMaps on a grid each, whose voxels are counted; grey values are those of the nearest voxel of the image.
 * @param volume the image that was segmented.
 * @param sliceExtentsMm for label maps on its grid or parts of it, what each slice of the image stands for, where that is not
 * the grid's spacing.
 */
export function measureSegments(
  labelMaps: readonly WideLabelMap[],
  volume: Volume,
  sliceExtentsMm?: readonly number[],
): Measurements[] {
  const measured: Measurements[] = [];
  for (const { segment, mask } of segmentMasks(labelMaps, 0)) {
    if (!mask) {
      measured.push({ segment, volumeMl: 0, longestAxialDiameterMm: 0 });
      continue;
    }
    const { numbers, sizes } = findComponents(mask.voxels, mask.size, 26);
    const isNoise = sizes.length - 1 > mostPieces;
    if (isNoise) numbers.set(mask.voxels);
    const count = isNoise ? 1 : sizes.length - 1;
    const pieces = measurePieces(mask, numbers, count, volume, sliceExtentsMm);
    measured.push({ segment, ...toValues(sum(pieces)) });
    if (!isAbnormality(segment) || count < 2 || count > mostLesions) continue;
    const sorted = pieces.toSorted((a, b) => b.voxels - a.voxels);
    sorted.forEach((piece, index) => {
      measured.push({ segment, lesionNumber: index + 1, ...toValues(piece) });
    });
  }
  return measured;
}

/** Sums over the voxels of a piece. */
interface Piece {
  /** Voxels, each as much as its slice stands for. */
  voxels: number;
  readonly voxelMl: number;
  readonly diameterMm: number;
  readonly isHu: boolean;
  /** Voxels in the image. */
  seen: number;
  sumHu: number;
  sumOfSquares: number;
}

function measurePieces(
  mask: SegmentMask,
  numbers: Int32Array,
  count: number,
  volume: Volume,
  sliceExtentsMm: readonly number[] | undefined,
): Piece[] {
  const { size, offset, grid } = mask;
  const firstSlice = offset[2] + offsetInGrid(grid, volume.grid)[2];
  const valueAt = nearestValue(grid, volume);
  const isHu = volume.unit === "HU";
  const voxelMl = voxelVolumeMl(grid);
  const pieces = longestAxialDiametersMm(mask, numbers, count).map(
    (diameterMm): Piece => ({ voxels: 0, voxelMl, diameterMm, isHu, seen: 0, sumHu: 0, sumOfSquares: 0 }),
  );
  let index = 0;
  for (let k = 0; k < size[2]; k++) {
    const extentMm = sliceExtentsMm?.[firstSlice + k];
    const voxel = extentMm === undefined ? 1 : extentMm / grid.spacingMm[2];
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, index++) {
        const number = numbers[index]!;
        if (number === 0) continue;
        const piece = pieces[number - 1]!;
        piece.voxels += voxel;
        const value = valueAt(i + offset[0], j + offset[1], k + offset[2]);
        if (value === undefined) continue;
        piece.seen++;
        piece.sumHu += value;
        piece.sumOfSquares += value * value;
      }
    }
  }
  return pieces;
}

/** The image's value nearest to a voxel of a grid; undefined outside the image. */
function nearestValue(
  grid: Grid,
  { grid: image, voxels }: Volume,
): (i: number, j: number, k: number) => number | undefined {
  const { origin, steps } = mapGrid(grid, image);
  const [columns, rows, slices] = image.size;
  const along = (axis: 0 | 1 | 2, i: number, j: number, k: number) =>
    Math.round(origin[axis] + i * steps[0][axis] + j * steps[1][axis] + k * steps[2][axis]);
  return (i, j, k) => {
    const [x, y, z] = [along(0, i, j, k), along(1, i, j, k), along(2, i, j, k)];
    if (x < 0 || y < 0 || z < 0 || x >= columns || y >= rows || z >= slices) return undefined;
    return voxels[x + columns * (y + rows * z)];
  };
}

/** All pieces of a segment as one; its diameter is that of the piece with the longest. */
function sum(pieces: readonly Piece[]): Piece {
  const total = (value: (piece: Piece) => number) => pieces.reduce((all, piece) => all + value(piece), 0);
  return {
    ...pieces[0]!,
    voxels: total(({ voxels }) => voxels),
    seen: total(({ seen }) => seen),
    diameterMm: pieces.reduce((longest, { diameterMm }) => Math.max(longest, diameterMm), 0),
    sumHu: total(({ sumHu }) => sumHu),
    sumOfSquares: total(({ sumOfSquares }) => sumOfSquares),
  };
}

function toValues({ voxels, voxelMl, diameterMm, isHu, seen, sumHu, sumOfSquares }: Piece) {
  const mean = sumHu / seen;
  return {
    volumeMl: voxels * voxelMl,
    longestAxialDiameterMm: diameterMm,
    ...(isHu &&
      seen > 0 && {
        meanHu: mean,
        standardDeviationHu: Math.sqrt(Math.max(0, sumOfSquares / seen - mean * mean)),
      }),
  };
}
