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

/** The second operand: segments of the label map itself, or of another one on the same grid. */
export interface LogicOperand {
  readonly labels: readonly number[];
  /** Another label map, such as the model's result or a reference; by default the one being edited. */
  readonly of?: Block<Uint8Array>;
  /** Its name in the text after "Undo"; by default the names of its segments. */
  readonly name?: string;
}

/**
 * Adds other segments to a segment, subtracts them, intersects with them, or copies them. A voxel has one label: what the
 * segment gains, another may lose (see `EditLimits.overwrites`).
 */
export interface CombineOperation {
  readonly kind: "combine";
  readonly how: "add" | "subtract" | "intersect" | "copy";
  readonly segmentNumber: number;
  readonly operand: LogicOperand;
}

/** Swaps background and the segment; other segments stay. */
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

/** Gives all voxels of some segments another label: merges segments, renumbers one, or clears them with 0. */
export interface RelabelOperation {
  readonly kind: "relabel";
  readonly from: readonly number[];
  /** The label they get; 0 is background. */
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
