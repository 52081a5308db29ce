import { AutosegError } from "../../errors.ts";
import {
  type Block,
  boxOfLabels,
  cutBlock,
  intersectBoxes,
  labelTable,
  maskOf,
  uniteBoxes,
  wholeBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import {
  changeSegmentTo,
  collectChanges,
  type EditTarget,
  labelBox,
  type OperationKind,
} from "./edit-target.ts";

/** The second part of a logic operation: segments of the label map itself or of another one on the same grid. */
export interface LogicOperand {
  readonly labels: readonly number[];
  /** Another label map, such as what the model drew or a reference; the one that is edited by default. */
  readonly of?: Block<Uint8Array>;
  /** What the undo button calls it; the names of its segments by default. */
  readonly name?: string;
}

/**
 * Joins a segment with others, takes them away, keeps what is common, or makes it a copy of them. A voxel has one label:
 * what the segment gains, another may lose (see `EditLimits.overwrites`).
 */
export interface CombineOperation {
  readonly kind: "combine";
  readonly how: "add" | "subtract" | "intersect" | "copy";
  readonly segmentNumber: number;
  readonly operand: LogicOperand;
}

/** Background becomes the segment and the segment background; other segments stay. */
export interface InvertOperation {
  readonly kind: "invert";
  readonly segmentNumber: number;
}

export const combine: OperationKind<CombineOperation> = {
  readsImage: false,
  describe: ({ how, segmentNumber, operand }, segment) =>
    t(`steps.combine.${how}`, {
      label: segment(segmentNumber),
      operand: operand.name ?? operand.labels.map(segment).join(", "),
    }),
  box(target, { how, segmentNumber, operand }) {
    const own = labelBox(target, [segmentNumber]);
    if (how === "subtract" || how === "intersect") return own;
    const other = operandBox(target, operand);
    return how === "add" ? other : uniteBoxes(own, other);
  },
  cut: (operation, box) => {
    const { operand } = operation;
    return operand.of ? { ...operation, operand: { ...operand, of: cutBlock(operand.of, box) } } : operation;
  },
  run(target, { how, segmentNumber, operand }, limits, box) {
    const a = maskOf(target.labels, [segmentNumber], box);
    const b = operandMask(target, operand, box);
    const joined = a.map((isA, n) => {
      if (how === "add") return isA | b[n]!;
      if (how === "subtract") return isA & ~b[n]!;
      return how === "intersect" ? isA & b[n]! : b[n]!;
    });
    return changeSegmentTo(target, limits, segmentNumber, { box, values: joined });
  },
};

export const invert: OperationKind<InvertOperation> = {
  readsImage: false,
  describe: ({ segmentNumber }, segment) => t("steps.invert", { label: segment(segmentNumber) }),
  box: (target, _, limits) => limits.box ?? wholeBox(target.grid),
  run(target, { segmentNumber }, limits, box) {
    return collectChanges(target, limits, box, (_, before) =>
      before === segmentNumber ? 0 : before === 0 ? segmentNumber : before,
    );
  },
};

function operandBox(target: EditTarget, { labels, of }: LogicOperand) {
  return of ? boxOfLabels(of, labels) : labelBox(target, labels);
}

function operandMask(target: EditTarget, { labels, of }: LogicOperand, box: EditTarget["labels"]["box"]) {
  const block = of ?? target.labels;
  const covered = intersectBoxes(block.box, box);
  if (
    covered.from.some((first, axis) => first > box.from[axis]!) ||
    covered.to.some((end, axis) => end < box.to[axis]!)
  ) {
    throw new AutosegError(
      "invalid-geometry",
      "The other label map does not cover the voxels that it is combined with. Use one of the same series.",
      {},
    );
  }
  return maskOf(block, labels, box);
}

/** Gives all voxels of some segments to another: merges them, renumbers one, or with 0 clears them. */
export interface RelabelOperation {
  readonly kind: "relabel";
  readonly from: readonly number[];
  /** The label that they get; 0 is background. */
  readonly to: number;
}

export const relabel: OperationKind<RelabelOperation> = {
  readsImage: false,
  describe: ({ from, to }, segment) =>
    to === 0
      ? t("steps.clear", { labels: from.map(segment) })
      : t("steps.merge", { labels: from.map(segment), label: segment(to) }),
  box: (target, { from }) => labelBox(target, from),
  run(target, { from, to }, limits, box) {
    const belongs = labelTable(from);
    return collectChanges(target, limits, box, (_, before) => (belongs[before] ? to : before));
  },
};
