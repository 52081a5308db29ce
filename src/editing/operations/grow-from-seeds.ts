import { AutosegError } from "../../errors.ts";
import {
  BucketQueue,
  boxSize,
  cutBlock,
  forEachNeighbour,
  growBoxMm,
  intersectBoxes,
  labelTable,
  mapAxes,
  type Triple,
  uniteBoxes,
  voxelsInBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { boxOfStrokes, forEachStrokeVoxel, type Stroke } from "../strokes/strokes.ts";
import { collectChanges, imageOf, labelBox, type OperationKind } from "./edit-target.ts";

/**
 * Competitive growth from seeds: every voxel gets the label of the seed with the cheapest path to it, where a step costs the
 * difference of the image values plus a little for its length. This is what GrowCut converges to, found in one pass of
 * shortest paths (Zhu, Kolesov, Gao, Kikinis, Tannenbaum: An effective interactive medical image segmentation method using
 * fast GrowCut, MICCAI IMIC 2014).
 */
export interface GrowFromSeedsOperation {
  readonly kind: "grow-from-seeds";
  /** At least two labels must have seeds; background (0) may be one of them. */
  readonly seeds: readonly Stroke[];
  /** Segments whose current voxels are seeds too. */
  readonly fromSegments?: readonly number[];
  /** How far from the seeds it may grow. */
  readonly reachMm: number;
  /** Cost of a millimetre, in the image's unit. */
  readonly costPerMm?: number;
}

/** The image's range in the box is divided into this many cost levels: Dial's queue needs integers. */
const costLevels = 2048;
const unreached = 0x7fffffff;

export const growFromSeeds: OperationKind<GrowFromSeedsOperation> = {
  readsImage: true,
  describe: ({ seeds, fromSegments = [] }, segment) => {
    const labels = [...new Set([...seeds.map(({ label }) => label), ...fromSegments])].filter(Boolean);
    return t("steps.growFromSeeds", { labels: labels.map(segment) });
  },
  box(target, { seeds, fromSegments = [], reachMm }, limits) {
    const around = uniteBoxes(boxOfStrokes(target.grid, seeds), labelBox(target, fromSegments));
    const box = growBoxMm(around, reachMm, target.grid);
    return limits.box ? intersectBoxes(box, limits.box) : box;
  },
  run(target, { seeds, fromSegments = [], costPerMm = 1 }, limits, box) {
    const labels = new Set([...seeds.map(({ label }) => label), ...fromSegments]);
    if (labels.size < 2)
      throw new AutosegError(
        "invalid-argument",
        "Growing from seeds needs seeds of at least two labels. Paint some background as well.",
        { argument: "seeds" },
      );
    const before = cutBlock(target.labels, box).values;
    const grows = labelTable([0, ...labels]);
    const seeded = new Int16Array(voxelsInBox(box)).fill(-1);
    const isSeedLabel = labelTable(fromSegments);
    for (let n = 0; n < before.length; n++) if (isSeedLabel[before[n]!]) seeded[n] = before[n]!;
    forEachStrokeVoxel(target.grid, seeds, box, (offset, label) => {
      seeded[offset] = label;
    });
    const values = Float32Array.from(cutBlock(imageOf(target), box).values);
    const grown = shortestPaths(seeded, {
      image: values,
      size: boxSize(box),
      stepCosts: mapAxes((axis) => target.grid.spacingMm[axis] * costPerMm),
      isOpen: (offset) => grows[before[offset]!] === 1,
    });
    return collectChanges(target, limits, box, (offset, label) =>
      grows[label] && grown[offset]! >= 0 ? grown[offset]! : label,
    );
  },
};

/** What paths are computed on. */
interface Terrain {
  readonly image: Float32Array;
  readonly size: Triple;
  /** Cost of a step along each axis, in addition to the difference of the image values. */
  readonly stepCosts: Triple;
  readonly isOpen: (offset: number) => boolean;
}

/** The label of the seed with the cheapest path; -1 where no path leads. */
function shortestPaths(seeded: Int16Array, { image, size, stepCosts, isOpen }: Terrain): Int16Array {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of image) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const level = highest > lowest ? (highest - lowest) / costLevels : 1;
  const steps = mapAxes((axis) => Math.min(costLevels, Math.max(1, Math.round(stepCosts[axis] / level))));
  const labels = seeded.slice();
  const costs = new Int32Array(seeded.length).fill(unreached);
  const queue = new BucketQueue(2 * costLevels + 2);
  for (let offset = 0; offset < seeded.length; offset++) {
    if (seeded[offset]! < 0) continue;
    costs[offset] = 0;
    queue.push(offset, 0);
  }
  while (queue.length > 0) {
    const offset = queue.pop();
    const cost = queue.priority;
    if (cost > costs[offset]!) continue;
    const value = image[offset]!;
    forEachNeighbour(size, offset, (neighbour, axis) => {
      if (!isOpen(neighbour)) return;
      const reached = cost + steps[axis] + Math.round(Math.abs(image[neighbour]! - value) / level);
      if (reached >= costs[neighbour]!) return;
      costs[neighbour] = reached;
      labels[neighbour] = labels[offset]!;
      queue.push(neighbour, reached);
    });
  }
  return labels;
}
