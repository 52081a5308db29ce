import { type CrfParameters, intensityRangeOf, refineLabels, toUnitIntensities } from "../../crf/index.ts";
import { AutosegError } from "../../errors.ts";
import {
  type Block,
  boxSize,
  cutBlock,
  forEachNeighbour,
  growBoxMm,
  intersectBoxes,
  labelTable,
  squaredDistances,
  voxelsInBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { atOnce } from "../../workers/index.ts";
import { collectChanges, imageOf, labelBox, type OperationKind } from "./edit-target.ts";

/**
 * Moves the boundaries of segments to image edges: near a boundary, a dense conditional random field decides which of the
 * segments, if any, each voxel belongs to. If the limits allow only one slice, only that slice is used.
 */
export interface RefineBoundaryOperation {
  readonly kind: "refine-boundary";
  readonly segmentNumbers: readonly number[];
  /** How far a boundary may move. */
  readonly reachMm: number;
  /** Parameters of the field; by default distances of 2 `reachMm` and 1 mm. */
  readonly parameters?: CrfParameters;
  /** Voxels that stay whatever the image says, marked by any value but 0: those the user painted. */
  readonly kept?: Block<Uint8Array>;
}

/** More would need some 600 MB for the lattice. */
const maximumVoxels = 1 << 23;

/** Prior probability of a voxel's current label next to a boundary, and at the distance that the boundary may move. */
const [certaintyAtBoundary, certaintyAtReach] = [0.55, 0.9];

function defaultParameters(reachMm: number): CrfParameters {
  return {
    appearance: { weight: 4, distanceMm: 2 * reachMm, intensity: 0.08 },
    smoothness: { weight: 2, distanceMm: 1 },
    iterations: 5,
  };
}

export const refineBoundary: OperationKind<RefineBoundaryOperation> = {
  readsImage: true,
  describe: ({ segmentNumbers }, segment) =>
    t("steps.refineBoundary", { labels: segmentNumbers.map(segment) }),
  box(target, { segmentNumbers, reachMm }, limits) {
    // Voxels beyond the reach of the boundary show the field what the surroundings look like.
    const box = growBoxMm(labelBox(target, segmentNumbers), 2 * reachMm, target.grid);
    return limits.box ? intersectBoxes(box, limits.box) : box;
  },
  cut: ({ kept, ...operation }, box) => ({ ...operation, ...(kept && { kept: cutBlock(kept, box) }) }),
  voxelsForWorker: 4096,
  run(target, { segmentNumbers, reachMm, parameters, kept }, limits, box) {
    if (!(reachMm > 0 && Number.isFinite(reachMm)))
      throw new AutosegError("invalid-argument", `reachMm must be above 0 mm; found ${reachMm}.`, {
        argument: "reachMm",
      });
    const count = voxelsInBox(box);
    if (count > maximumVoxels)
      throw new AutosegError(
        "invalid-argument",
        `The segment and its surroundings span ${count} voxels; at most ${maximumVoxels} can be refined at once. Limit the change to a slice or a region.`,
        { argument: "segmentNumbers" },
      );
    const size = boxSize(box);
    const { spacingMm } = target.grid;
    const labels = cutBlock(target.labels, box).values;
    const image = cutBlock(imageOf(target), box).values;
    const takesPart = labelTable(segmentNumbers);
    const classes = labels.map((label) => (takesPart[label] ? label : 0));
    const distances = squaredDistances({
      grid: { size, spacingMm },
      voxels: classes.map((own, offset) => Number(hasOtherNeighbour(classes, size, offset, own))),
    });
    const painted = kept && cutBlock(kept, box).values;
    const isFixed = labelTable(limits.locked ?? []);
    const fixed = labels.map((label, offset) =>
      Number(isFixed[label] || painted?.[offset] || distances[offset]! > reachMm * reachMm),
    );
    const refined = atOnce(
      refineLabels(
        {
          size,
          spacingMm,
          labels,
          values: segmentNumbers,
          intensities: toUnitIntensities(image, intensityRangeOf(image)),
          probabilities: beliefs(classes, segmentNumbers, (offset) =>
            Math.min(1, Math.sqrt(distances[offset]!) / reachMm),
          ),
          fixed,
        },
        parameters ?? defaultParameters(reachMm),
      ),
    );
    return collectChanges(target, limits, box, (offset) => refined[offset]!);
  },
};

function hasOtherNeighbour(
  classes: Uint8Array,
  size: readonly [number, number, number],
  offset: number,
  own: number,
): boolean {
  let found = false;
  forEachNeighbour(size, offset, (neighbour) => {
    if (classes[neighbour] !== own) found = true;
  });
  return found;
}

/**
 * Prior probabilities of the segments: that of the current label rises with the distance from a boundary, the others share
 * the rest.
 */
function beliefs(
  classes: Uint8Array,
  segmentNumbers: readonly number[],
  partOfReach: (offset: number) => number,
): Float32Array {
  const voxels = classes.length;
  const probabilities = new Float32Array(segmentNumbers.length * voxels);
  for (let offset = 0; offset < voxels; offset++) {
    const certainty = certaintyAtBoundary + (certaintyAtReach - certaintyAtBoundary) * partOfReach(offset);
    for (const [index, segmentNumber] of segmentNumbers.entries())
      probabilities[index * voxels + offset] =
        classes[offset] === segmentNumber ? certainty : (1 - certainty) / segmentNumbers.length;
  }
  return probabilities;
}
