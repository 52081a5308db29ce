import { checkSameGrid, cropToBoth, findComponents, type Mask } from "../regions/index.ts";

export interface DetectionOptions {
  /** A lesion of the reference is found when at least this part of its voxels is marked; a marked piece is false when less than this part of it lies in the reference. */
  readonly minimumOverlap?: number;
  /** Smaller pieces of either mask are not counted: a single voxel at a border is no lesion. */
  readonly minimumVoxels?: number;
}

export interface LesionDetection {
  /** Lesions of the reference, and those of them that were found and missed. */
  readonly lesions: number;
  readonly found: number;
  readonly missed: number;
  /** Marked pieces that are no lesion. */
  readonly falsePositives: number;
  /** Voxels of the missed lesions, the largest first. */
  readonly missedVoxels: readonly number[];
}

/**
 * Lesions found, missed and invented. A lesion is a connected piece of a mask (26 neighbours). Overlap is measured
 * against the whole other mask, so one marked piece over two lesions finds both, and two pieces in one lesion are
 * neither false nor two. Choice of criterion: Maier-Hein, Reinke et al., Metrics reloaded, Nature Methods 21, 2024
 * (localisation by overlap); the threshold of 0.1 is low since outlines of small lesions are uncertain.
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

/** A connected piece of a mask: its voxels, and those that lie in the other mask too. */
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
