import { findComponents } from "../../agreement/index.ts";
import { voxelVolumeMl } from "../../geometry/index.ts";
import { isAbnormality, type Segment, type Volume, type WideLabelMap } from "../../volume/index.ts";
import { type SegmentMask, segmentMasks } from "../segment-masks.ts";
import { longestAxialDiametersMm } from "./diameter.ts";

/** What is measured of a segment, or of one lesion of it. */
export interface Measurements {
  readonly segment: Segment;
  /** Counts the lesions of the segment from the largest on; undefined for the segment as a whole. */
  readonly lesionNumber?: number;
  readonly volumeMl: number;
  /** Longest distance within an axial slice, of one connected piece; 0 without voxels. */
  readonly longestAxialDiameterMm: number;
  /** Undefined without voxels, and for images that are not in Hounsfield units. */
  readonly meanHu?: number;
  /** Of all its voxels: divided by their number. */
  readonly standardDeviationHu?: number;
}

/**
 * Measures each segment of the label maps, and, of morphologic abnormalities, each lesion: a piece of voxels that touch at
 * a face, an edge or a corner.
 * @param volume the image that was segmented, on the label maps' grid.
 */
export function measureSegments(labelMaps: readonly WideLabelMap[], volume: Volume): Measurements[] {
  const measured: Measurements[] = [];
  for (const { segment, mask } of segmentMasks(labelMaps, 0)) {
    if (!mask) {
      measured.push({ segment, volumeMl: 0, longestAxialDiameterMm: 0 });
      continue;
    }
    const { numbers, sizes } = findComponents(mask.voxels, mask.size, 26);
    const count = sizes.length - 1;
    const pieces = measurePieces(mask, numbers, count, volume);
    measured.push({ segment, ...toValues(sum(pieces)) });
    if (!isAbnormality(segment) || count < 2) continue;
    const sorted = pieces.toSorted((a, b) => b.voxels - a.voxels);
    sorted.forEach((piece, index) => {
      measured.push({ segment, lesionNumber: index + 1, ...toValues(piece) });
    });
  }
  return measured;
}

/** Sums over the voxels of a piece. */
interface Piece {
  voxels: number;
  readonly voxelMl: number;
  readonly diameterMm: number;
  readonly isHu: boolean;
  sumHu: number;
  sumOfSquares: number;
}

function measurePieces(mask: SegmentMask, numbers: Int32Array, count: number, volume: Volume): Piece[] {
  const { size, offset, grid } = mask;
  const [columns, rows] = grid.size;
  const isHu = volume.unit === "HU";
  const voxelMl = voxelVolumeMl(grid);
  const pieces = longestAxialDiametersMm(mask, numbers, count).map(
    (diameterMm): Piece => ({ voxels: 0, voxelMl, diameterMm, isHu, sumHu: 0, sumOfSquares: 0 }),
  );
  let index = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      const start = offset[0] + columns * (j + offset[1] + rows * (k + offset[2]));
      for (let i = 0; i < size[0]; i++, index++) {
        const number = numbers[index]!;
        if (number === 0) continue;
        const piece = pieces[number - 1]!;
        const value = volume.voxels[start + i]!;
        piece.voxels++;
        piece.sumHu += value;
        piece.sumOfSquares += value * value;
      }
    }
  }
  return pieces;
}

/** All pieces of a segment as one; its diameter is that of the piece with the longest. */
function sum(pieces: readonly Piece[]): Piece {
  const total = (value: (piece: Piece) => number) => pieces.reduce((all, piece) => all + value(piece), 0);
  return {
    ...pieces[0]!,
    voxels: total(({ voxels }) => voxels),
    diameterMm: pieces.reduce((longest, { diameterMm }) => Math.max(longest, diameterMm), 0),
    sumHu: total(({ sumHu }) => sumHu),
    sumOfSquares: total(({ sumOfSquares }) => sumOfSquares),
  };
}

function toValues({ voxels, voxelMl, diameterMm, isHu, sumHu, sumOfSquares }: Piece) {
  const mean = sumHu / voxels;
  return {
    volumeMl: voxels * voxelMl,
    longestAxialDiameterMm: diameterMm,
    ...(isHu && {
      meanHu: mean,
      standardDeviationHu: Math.sqrt(Math.max(0, sumOfSquares / voxels - mean * mean)),
    }),
  };
}
