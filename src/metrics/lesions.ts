import { checkSameGrid, cropToBoth, findComponents, type Mask } from "../regions/index.ts";

export interface DetectionOptions {
  /**
   * The fraction of a reference lesion's voxels that must be marked for it to count as found, and of a marked component's
   * voxels that must lie in the reference for it not to be a false positive.
   */
  readonly minimumOverlap?: number;
  /** Smaller components of either mask are ignored: a single voxel at a border is not a lesion. */
  readonly minimumVoxels?: number;
}

export interface LesionDetection {
  /** Lesions of the reference, and how many of them were found and missed. */
  readonly lesions: number;
  readonly found: number;
  readonly missed: number;
  /** Marked components that are not lesions. */
  readonly falsePositives: number;
  /** Voxels of each missed lesion, largest first. */
  readonly missedVoxels: readonly number[];
}

/**
 * Lesions found, missed and falsely marked. A lesion is a connected component of a mask (26 neighbours). Overlap is measured
 * against the whole other mask: one marked component over two lesions finds both, and two components in one lesion are
 * neither false positives nor count twice. Criterion: Maier-Hein, Reinke et al., Metrics reloaded, Nature Methods 21, 2024
 * (localisation by overlap); the threshold of 0.1 is low because outlines of small lesions are uncertain.
 * @throws AutosegError `invalid-geometry` for masks on different grids.
 */
export function detectLesions(
  found: Mask,
  reference: Mask,
  { minimumOverlap = 0.1, minimumVoxels = 10 }: DetectionOptions = {},
): LesionDetection {
  checkSameGrid(found, reference);
  const cropped = cropToBoth(found, reference);
  if (!cropped) return { lesions: 0, found: 0, missed: 0, falsePositives: 0, missedVoxels: [] };
  const [foundPart, referencePart] = cropped;
  const counted = (mask: Mask, other: Mask) =>
    piecesOf(mask, other).filter(({ voxels }) => voxels >= minimumVoxels);
  const overlaps = ({ common, voxels }: Piece) => common >= minimumOverlap * voxels;
  const lesions = counted(referencePart, foundPart);
  const missed = lesions.filter((piece) => !overlaps(piece));
  return {
    lesions: lesions.length,
    found: lesions.length - missed.length,
    missed: missed.length,
    falsePositives: counted(foundPart, referencePart).filter((piece) => !overlaps(piece)).length,
    missedVoxels: missed.map(({ voxels }) => voxels).sort((a, b) => b - a),
  };
}

/** A connected component of a mask: its voxels, and those that also lie in the other mask. */
interface Piece {
  readonly voxels: number;
  common: number;
}

function piecesOf(mask: Mask, other: Mask): Piece[] {
  const { numbers, sizes } = findComponents(mask.voxels, mask.grid.size, 26);
  const pieces = Array.from(sizes, (voxels): Piece => ({ voxels, common: 0 }));
  for (let index = 0; index < numbers.length; index++)
    if (numbers[index] && other.voxels[index]) pieces[numbers[index]!]!.common++;
  return pieces.slice(1);
}
