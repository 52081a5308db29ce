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

/** What an operation works on: labels and, if it needs them, the image values beneath (HU for CT). */
export interface EditTarget {
  readonly grid: Grid;
  readonly labels: Block<Uint8Array>;
  readonly image?: Block<VoxelArray>;
  /** The thickness that each slice along k stands for, where that is not the grid's spacing; used for volumes in millilitres. */
  readonly sliceExtentsMm?: readonly number[] | undefined;
  /** The bounding box of a label other than 0, if known: it saves a search of the whole volume. */
  readonly labelBox?: (label: number) => Box;
  /**
   * Segments that overlap others, by number: 1 at their voxels, none of which is in `labels`. Operations do not change them;
   * measurements and review include them.
   */
  readonly layers?: ReadonlyMap<number, Block<Uint8Array>> | undefined;
}

/** A range of image values, both ends included. */
export interface ValueRange {
  readonly lower: number;
  readonly upper: number;
}

/** What an edit is allowed to change. */
export interface EditLimits {
  /** Only voxels in this box: a slice, a region. */
  readonly box?: Box;
  /** Only voxels whose image value is in this range. */
  readonly range?: ValueRange;
  /** Labels that no voxel may lose or gain. */
  readonly locked?: readonly number[];
  /** Labels that a segment may take voxels from; all by default. `[0]` protects every other segment. */
  readonly overwrites?: readonly number[];
}

/** Whether a voxel may change from one label to another, as a table indexed by `256 * before + after`: one look-up per voxel. */
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

/** The smallest box with all voxels of these labels; the whole block if background is one of them. */
export function labelBox(target: EditTarget, labels: readonly number[]): Box {
  const { labelBox: known } = target;
  if (!known || labels.includes(0)) return boxOfLabels(target.labels, labels);
  return labels.map(known).reduce(uniteBoxes, emptyBox);
}

/** A box with all voxels of a segment, including one in a layer. */
export function segmentBox(target: EditTarget, segmentNumber: number): Box {
  return target.layers?.get(segmentNumber)?.box ?? labelBox(target, [segmentNumber]);
}

/** 1 for every voxel of a segment in a box, else 0, including a segment in a layer. */
export function segmentMask(target: EditTarget, segmentNumber: number, box: Box): Uint8Array {
  const layer = target.layers?.get(segmentNumber);
  return layer ? maskOf(layer, [1], box) : maskOf(target.labels, [segmentNumber], box);
}

/** @throws AutosegError `invalid-argument` if there is no image beneath the labels. */
export function imageOf(target: EditTarget): Block<VoxelArray> {
  if (target.image) return target.image;
  throw new AutosegError(
    "invalid-argument",
    "This operation needs the image, and none was given. Pass the image's voxels with the labels.",
    { argument: "image" },
  );
}

/** A copy of the part of the target in a box, to be sent to another thread. */
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
 * The changes that the limits allow: `propose` is called for every voxel of `box` within the limits with its offset in `box`
 * and its label, and returns the label it should get.
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

/** The changes that make a segment equal to the mask within its box; voxels it loses become background. */
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

/** How one kind of operation is carried out. */
export interface OperationKind<Operation> {
  /** The text after "Undo": a verb and its object. `segment` returns a segment's name. */
  describe(operation: Operation, segment: (segmentNumber: number) => string): string;
  /** Everything the operation reads and writes: its cost grows with this box, not with the volume. May be empty. */
  box(target: EditTarget, operation: Operation, limits: EditLimits): Box;
  /** The operation without data outside the box, to be sent to another thread. */
  cut?(operation: Operation, box: Box): Operation;
  /** Number of voxels from which starting a worker pays off, where it differs from the default. */
  readonly voxelsForWorker?: number;
  /** Whether it reads the image. */
  readonly readsImage: boolean;
  /** Computes the changes without making them. The target holds at least the voxels of `box`. */
  run(target: EditTarget, operation: Operation, limits: EditLimits, box: Box): VoxelRuns;
}
