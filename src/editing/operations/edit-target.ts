import { AutosegError } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import {
  type Block,
  type Box,
  boxOfLabels,
  cutBlockInSteps,
  emptyBox,
  intersectBoxes,
  labelTable,
  maskOf,
  offsetIn,
  uniteBoxes,
} from "../../regions/index.ts";
import type { VoxelArray } from "../../volume/index.ts";
import type { Steps } from "../../workers/index.ts";
import { VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";

/** What an operation works on: labels and, where it needs them, the image's values (HU for CT) below them. */
export interface EditTarget {
  readonly grid: Grid;
  readonly labels: Block<Uint8Array>;
  readonly image?: Block<VoxelArray>;
  /** What each slice of the grid along k stands for, where that is not its spacing: for volumes in millilitres. */
  readonly sliceExtentsMm?: readonly number[] | undefined;
  /** The box that holds a label other than 0, where it is known: it saves looking through the whole volume. */
  readonly labelBox?: (label: number) => Box;
  /**
   * Segments that lie over the labels, by their numbers: 1 for their voxels, none of which is among the labels. Operations leave
   * them out; what is measured and reviewed is not only what lies in front.
   */
  readonly layers?: ReadonlyMap<number, Block<Uint8Array>> | undefined;
}

/** Values of the image, both ends included. */
export interface ValueRange {
  readonly lower: number;
  readonly upper: number;
}

/** What an edit may change. */
export interface EditLimits {
  /** Only voxels of this box: a slice, a region. */
  readonly box?: Box;
  /** Only voxels whose image value lies in this range. */
  readonly range?: ValueRange;
  /** Labels whose voxels stay, and that no voxel may become. */
  readonly locked?: readonly number[];
  /**
   * Labels whose voxels a segment may take over when it gains voxels; all by default. `[0]` leaves every other segment
   * as it is.
   */
  readonly overwrites?: readonly number[];
}

/** Whether a voxel may go from one label to another, as a table `256 * before + after`: one look-up a voxel. */
export function changeTable({ locked = [], overwrites }: EditLimits): Uint8Array {
  const table = new Uint8Array(65536);
  const isLocked = labelTable(locked);
  const gives = overwrites ? labelTable(overwrites) : new Uint8Array(256).fill(1);
  for (let before = 0; before < 256; before++) {
    for (let after = 0; after < 256; after++) {
      const allowed =
        before !== after && !isLocked[before] && !isLocked[after] && (after === 0 || gives[before]);
      table[256 * before + after] = allowed ? 1 : 0;
    }
  }
  return table;
}

/** The smallest box with all voxels of these labels; with the background among them all that there is. */
export function labelBox(target: EditTarget, labels: readonly number[]): Box {
  const { labelBox: known } = target;
  if (!known || labels.includes(0)) return boxOfLabels(target.labels, labels);
  return labels.map(known).reduce(uniteBoxes, emptyBox);
}

/** A box with all voxels of a segment, which may lie over the labels. */
export function segmentBox(target: EditTarget, segmentNumber: number): Box {
  return target.layers?.get(segmentNumber)?.box ?? labelBox(target, [segmentNumber]);
}

/** 1 for every voxel of a segment in a box, else 0: wherever it lies. */
export function segmentMask(target: EditTarget, segmentNumber: number, box: Box): Uint8Array {
  const layer = target.layers?.get(segmentNumber);
  return layer ? maskOf(layer, [1], box) : maskOf(target.labels, [segmentNumber], box);
}

/** @throws AutosegError `invalid-argument` when there is no image below the labels. */
export function imageOf(target: EditTarget): Block<VoxelArray> {
  if (target.image) return target.image;
  throw new AutosegError(
    "invalid-argument",
    "This operation needs the image, and none was given. Pass the image's voxels with the labels.",
    { argument: "image" },
  );
}

/** The part of the target that lies in a box, copied: what another thread is sent. */
export function* cutTarget(target: EditTarget, box: Box, withImage: boolean): Steps<undefined, EditTarget> {
  const labels = yield* cutBlockInSteps(target.labels, box);
  const image = withImage && target.image && (yield* cutBlockInSteps(target.image, box));
  return {
    grid: target.grid,
    labels,
    ...(target.sliceExtentsMm && { sliceExtentsMm: target.sliceExtentsMm }),
    ...(image && { image }),
  };
}

/**
 * The changes that an operation may make of those it proposes: `propose` is asked for every voxel of `box` within the
 * limits, by its offset within `box` and its label, and answers with the label it should have.
 */
export function collectChanges(
  target: EditTarget,
  limits: EditLimits,
  box: Box,
  propose: (offset: number, before: number) => number,
): VoxelRuns {
  const allowed = changeTable(limits);
  const part = limits.box ? intersectBoxes(box, limits.box) : box;
  const { lower, upper } = limits.range ?? {
    lower: Number.NEGATIVE_INFINITY,
    upper: Number.POSITIVE_INFINITY,
  };
  const image = limits.range ? imageOf(target) : undefined;
  const labels = target.labels.values;
  const [columns, rows] = target.grid.size;
  const collector = new VoxelRunCollector();
  const length = part.to[0] - part.from[0];
  for (let k = part.from[2]; k < part.to[2]; k++) {
    for (let j = part.from[1]; j < part.to[1]; j++) {
      const inBox = offsetIn(box, part.from[0], j, k);
      const inLabels = offsetIn(target.labels.box, part.from[0], j, k);
      const inImage = image ? offsetIn(image.box, part.from[0], j, k) : 0;
      const inGrid = part.from[0] + columns * (j + rows * k);
      for (let n = 0; n < length; n++) {
        const before = labels[inLabels + n]!;
        const after = propose(inBox + n, before);
        if (!allowed[256 * before + after]) continue;
        if (image) {
          const value = image.values[inImage + n]!;
          if (!(value >= lower && value <= upper)) continue;
        }
        collector.add(inGrid + n, before, after);
      }
      collector.endRow();
    }
  }
  return collector.toRuns();
}

/** The changes that make a segment exactly the mask within its box: what it has besides becomes background. */
export function changeSegmentTo(
  target: EditTarget,
  limits: EditLimits,
  segmentNumber: number,
  { box, values: mask }: Block<Uint8Array>,
): VoxelRuns {
  return collectChanges(target, limits, box, (offset, before) =>
    mask[offset] ? segmentNumber : before === segmentNumber ? 0 : before,
  );
}

/** How one kind of operation is done. */
export interface OperationKind<Operation> {
  /** What the undo button says: a verb and its object, `segment` giving the name of a segment. */
  describe(operation: Operation, segment: (segmentNumber: number) => string): string;
  /** Everything it reads and writes: its cost grows with this box, not with the volume. May be empty. */
  box(target: EditTarget, operation: Operation, limits: EditLimits): Box;
  /** The operation without what it carries beyond the box, before it is sent to another thread. */
  cut?(operation: Operation, box: Box): Operation;
  /** From how many voxels on a thread of its own is worth its start, where that is not as for most. */
  readonly voxelsForWorker?: number;
  /** Whether it looks at the image. */
  readonly readsImage: boolean;
  /** The changes, none of them made yet. The target holds at least the voxels of `box`. */
  run(target: EditTarget, operation: Operation, limits: EditLimits, box: Box): VoxelRuns;
}
