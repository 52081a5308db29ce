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
 * Moves the boundaries of segments to the edges of the image: a dense conditional random field decides anew which of them,
 * or none, a voxel near a boundary belongs to. Where the limits leave one slice, it goes by that slice alone.
 */
export interface RefineBoundaryOperation {
  readonly kind: "refine-boundary";
  readonly segmentNumbers: readonly number[];
  /** How far a boundary may move. */
  readonly reachMm: number;
  /** Of the field; distances of 2 `reachMm` and 1 mm by default. */
  readonly parameters?: CrfParameters;
  /** Voxels that stay whatever the image says, anything but 0 each: what a person has painted. */
  readonly kept?: Block<Uint8Array>;
}

/** More would take some 600 MB for the lattice. */
const maximumVoxels = 1 << 23;

/** What is believed of a voxel's label beside a boundary, and as far from it as the boundary may move. */
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
    // Voxels further out than the boundary can move tell what the surroundings look like.
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

/** Probabilities of the segments: more of the present class the farther from a boundary, and the rest shared by the others. */
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
