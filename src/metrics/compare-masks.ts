import { checkSameGrid, countVoxels, cropToBoth, type Mask } from "../regions/index.ts";
import { countUpTo, quantile, surfaceDistancesSquared } from "./surface.ts";

export interface MaskComparison {
  /** Voxels of each mask, and of their intersection. */
  readonly foundVoxels: number;
  readonly referenceVoxels: number;
  readonly commonVoxels: number;
  /** 2 |A and B| / (|A| + |B|); undefined if both masks are empty. */
  readonly dice: number | undefined;
  /**
   * The larger of the two directed 95th percentiles of the distances between the surfaces, in the unit of the spacing.
   * Infinity if just one mask is empty, undefined if both are.
   */
  readonly hd95: number | undefined;
  /**
   * The fraction of both surfaces that lies within the tolerance of the other one, 0 to 1 (normalised surface distance, also
   * called surface Dice). 0 if just one mask is empty, undefined if both are.
   */
  readonly surfaceDice: number | undefined;
}

/** A distance equal to the tolerance lies within it, despite rounding to single precision. */
const roundingMargin = 1 + 1e-6;

/**
 * Compares a mask with a reference on the same grid. Surfaces are the voxels with a face neighbour outside the mask, all with
 * the same weight, as in MONAI's `compute_hausdorff_distance(percentile=95)` and `compute_surface_dice`. Definitions:
 * Maier-Hein, Reinke et al., Metrics reloaded, Nature Methods 21, 2024; Nikolov et al., JMIR 23, 2021 (surface Dice, there
 * weighted by surface area).
 * @param tolerance of the surface Dice, in the unit of the grid's spacing.
 * @throws AutosegError `invalid-geometry` for masks on different grids.
 */
export function compareMasks(found: Mask, reference: Mask, tolerance: number): MaskComparison {
  const counts = countBoth(found, reference);
  const { foundVoxels, referenceVoxels } = counts;
  if (foundVoxels === 0 && referenceVoxels === 0)
    return { ...counts, dice: undefined, hd95: undefined, surfaceDice: undefined };
  if (foundVoxels === 0 || referenceVoxels === 0)
    return { ...counts, dice: 0, hd95: Number.POSITIVE_INFINITY, surfaceDice: 0 };
  const [fromFound, fromReference] = surfaceDistancesSquared(...cropToBoth(found, reference)!);
  const limit = tolerance * tolerance * roundingMargin;
  return {
    ...counts,
    dice: (2 * counts.commonVoxels) / (foundVoxels + referenceVoxels),
    hd95: Math.max(directed95(fromFound), directed95(fromReference)),
    surfaceDice:
      (countUpTo(fromFound, limit) + countUpTo(fromReference, limit)) /
      (fromFound.length + fromReference.length),
  };
}

/** Dice alone, without computing distances; undefined if both masks are empty. */
export function diceOf(found: Mask, reference: Mask): number | undefined {
  const { foundVoxels, referenceVoxels, commonVoxels } = countBoth(found, reference);
  const sum = foundVoxels + referenceVoxels;
  return sum === 0 ? undefined : (2 * commonVoxels) / sum;
}

function countBoth(found: Mask, reference: Mask) {
  checkSameGrid(found, reference);
  let commonVoxels = 0;
  for (let index = 0; index < found.voxels.length; index++)
    if (found.voxels[index] && reference.voxels[index]) commonVoxels++;
  return { foundVoxels: countVoxels(found), referenceVoxels: countVoxels(reference), commonVoxels };
}

function directed95(squaredAscending: Float32Array): number {
  return quantile(Float64Array.from(squaredAscending, Math.sqrt), 0.95);
}
