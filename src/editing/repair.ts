import { AutosegError } from "../errors.ts";
import { type Block, cutBlock } from "./block.ts";
import { type Box, boxSize, growBoxMm, intersectBoxes, voxelsInBox } from "./box.ts";
import { collectChanges, imageOf } from "./edit-target.ts";
import type { OperationKind } from "./operation-kind.ts";
import { randomWalk } from "./random-walker.ts";
import { boxOfStrokes, forEachStrokeVoxel, type Stroke } from "./strokes.ts";

/**
 * Mends a segmentation around a few strokes that say what is there: a random walk over the image decides anew which
 * voxels near them belong to the labels that were painted. Only those labels gain voxels; at the border of the region,
 * `reachMm` from the strokes, everything stays as it is.
 */
export interface RepairOperation {
  readonly kind: "repair";
  readonly strokes: readonly Stroke[];
  readonly reachMm: number;
  /** What the model thought of each label, 0..1: believed a little wherever nothing was painted, in place of its labels. */
  readonly probabilities?: readonly { readonly label: number; readonly values: Block<Float32Array> }[];
}

/** More would take too long and too much memory: about 130 voxels to each side. */
const maximumVoxels = 2_000_000;
/** Against one step of the walker; small, for the strokes were painted because the belief was wrong. */
const priorWeight = 2e-3;
/** An edge is this many times the image's noise. */
const edgePerNoise = 2.5;

export const repair: OperationKind<RepairOperation> = {
  readsImage: true,
  describe: ({ strokes }, segment) => {
    const labels = [...new Set(strokes.map(({ label }) => label))].filter(Boolean);
    return `repair ${labels.length > 0 ? labels.map(segment).join(", ") : "background"} from hints`;
  },
  box(target, { strokes, reachMm }, limits) {
    const box = growBoxMm(boxOfStrokes(target.grid, strokes), reachMm, target.grid);
    return limits.box ? intersectBoxes(box, limits.box) : box;
  },
  cut: (operation, box) => ({
    ...operation,
    ...(operation.probabilities && {
      probabilities: operation.probabilities.map(({ label, values }) => ({
        label,
        values: cutBlock(values, box),
      })),
    }),
  }),
  run(target, { strokes, probabilities = [] }, limits, box) {
    const count = voxelsInBox(box);
    if (count > maximumVoxels)
      throw new AutosegError(
        "invalid-argument",
        `The strokes and their surroundings span ${count} voxels; a repair takes at most ${maximumVoxels}. Paint one place at a time.`,
        {},
      );
    const before = cutBlock(target.labels, box).values;
    const painted = new Int16Array(count).fill(-1);
    forEachStrokeVoxel(target.grid, strokes, box, (offset, label) => {
      painted[offset] = label;
    });
    const labels = [...new Set([...before, ...strokes.map(({ label }) => label)])];
    const indexOf = new Int16Array(256).fill(-1);
    for (const [index, label] of labels.entries()) indexOf[label] = index;
    const certain = certainLabels(before, painted, indexOf, box);
    const image = Float32Array.from(cutBlock(imageOf(target), box).values);
    const walked = randomWalk({
      image,
      size: boxSize(box),
      spacingMm: target.grid.spacingMm,
      edge: edgePerNoise * estimateNoise(image, boxSize(box)[0]),
      certain,
      labelCount: labels.length,
      prior: priorOf(before, labels, probabilities, box),
      priorWeight,
    });
    const gains = new Set(strokes.map(({ label }) => label));
    return collectChanges(target, limits, box, (offset, label) => {
      if (painted[offset]! >= 0) return painted[offset]!;
      let best = indexOf[label]!;
      for (let index = 0; index < labels.length; index++)
        if (walked[index]![offset]! > walked[best]![offset]!) best = index;
      return gains.has(labels[best]!) ? labels[best]! : label;
    });
  },
};

/** Indices of the labels that are certain: what was painted, and what lies at the border of the region. */
function certainLabels(before: Uint8Array, painted: Int16Array, indexOf: Int16Array, box: Box): Int16Array {
  const [columns, rows, slices] = boxSize(box);
  const atBorder = (at: number, count: number): boolean => count > 1 && (at === 0 || at === count - 1);
  const certain = new Int16Array(before.length).fill(-1);
  let n = 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, n++) {
        if (painted[n]! >= 0) certain[n] = indexOf[painted[n]!]!;
        else if (atBorder(i, columns) || atBorder(j, rows) || atBorder(k, slices))
          certain[n] = indexOf[before[n]!]!;
      }
  return certain;
}

function priorOf(
  before: Uint8Array,
  labels: readonly number[],
  probabilities: NonNullable<RepairOperation["probabilities"]>,
  box: Box,
): (label: number, offset: number) => number {
  const given = labels.map((label) => {
    const found = probabilities.find((candidate) => candidate.label === label);
    return found && cutBlock(found.values, box).values;
  });
  return (index, offset) => given[index]?.[offset] ?? Number(before[offset] === labels[index]);
}

/**
 * The standard deviation of the image's noise, from the median difference of neighbours along the rows: edges are few.
 * (The median of |a - b| for two normal values is 0.954 of their standard deviation.)
 */
function estimateNoise(image: Float32Array, columns: number): number {
  const differences: number[] = [];
  const stride = Math.max(1, Math.floor(image.length / 50_000));
  for (let n = 1; n < image.length; n += stride)
    if (n % columns !== 0) differences.push(Math.abs(image[n]! - image[n - 1]!));
  differences.sort((a, b) => a - b);
  const median = differences[differences.length >> 1] ?? 0;
  return Math.max(median / 0.954, 1e-3 * (1 + (differences.at(-1) ?? 0)));
}
