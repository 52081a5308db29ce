import { AutosegError } from "../../errors.ts";
import {
  type Block,
  type Box,
  boxSize,
  cutBlock,
  flood,
  growBoxMm,
  intersectBoxes,
  type Triple,
  voxelsInBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { boxOfStrokes, forEachStrokeVoxel, type Stroke } from "../strokes/strokes.ts";
import { collectChanges, imageOf, type OperationKind } from "./edit-target.ts";
import { randomWalk } from "./random-walker.ts";

/**
 * Corrects a segmentation around a few strokes that say what is there: a random walk over the image decides again which
 * nearby voxels belong to the painted labels. Only those labels gain voxels, and only voxels connected to their strokes; at
 * the border of the region, `reachMm` from the strokes, nothing changes.
 */
export interface RepairOperation {
  readonly kind: "repair";
  readonly strokes: readonly Stroke[];
  readonly reachMm: number;
  /** The model's probability of each label, 0..1; used instead of how well the image value fits the label. */
  readonly probabilities?: readonly { readonly label: number; readonly values: Block<Float32Array> }[];
}

/** More would take too long and too much memory: about 130 voxels along each side. */
const maximumVoxels = 2_000_000;
/** Weight of the image values relative to one step of the walker. Tuned on liver tumours of which half had been removed. */
const priorWeight = 0.3;
/** An image edge is this many times the noise. */
const edgePerNoise = 2.5;

export const repair: OperationKind<RepairOperation> = {
  readsImage: true,
  describe: ({ strokes }, segment) => {
    const labels = [...new Set(strokes.map(({ label }) => label))].filter(Boolean);
    return t("steps.repair", { labels: labels.length > 0 ? labels.map(segment) : [t("steps.background")] });
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
        `The strokes and their surroundings span ${count} voxels; a repair can take at most ${maximumVoxels}. Repair one place at a time.`,
        { argument: "strokes" },
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
    const noise = estimateNoise(image, boxSize(box)[0]);
    const densities = densitiesOf(labels, image, labelsToLearn(before, painted), noise);
    const walked = randomWalk({
      image,
      size: boxSize(box),
      spacingMm: target.grid.spacingMm,
      edge: edgePerNoise * noise,
      certain,
      labelCount: labels.length,
      prior: priorOf(labels, image, densities, (label) => {
        const given = probabilities.find((candidate) => candidate.label === label);
        return given && cutBlock(given.values, box).values;
      }),
      priorWeight,
    });
    const likeliest = before.map((label, offset) => {
      if (painted[offset]! >= 0) return painted[offset]!;
      let best = indexOf[label]!;
      for (let index = 0; index < labels.length; index++)
        if (walked[index]![offset]! > walked[best]![offset]!) best = index;
      return labels[best]!;
    });
    const reached = reachFromStrokes(likeliest, painted, boxSize(box));
    return collectChanges(target, limits, box, (offset, label) =>
      reached[offset] ? likeliest[offset]! : label,
    );
  },
};

/** Index of each voxel's label where it is fixed: where it was painted, and at the border of the region. */
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

/** Marks what is connected through faces to a stroke of its own label; similar-looking regions elsewhere are left alone. */
function reachFromStrokes(labels: Uint8Array, painted: Int16Array, size: Triple): Uint8Array {
  const reached = new Uint8Array(labels.length);
  for (const label of new Set(painted)) {
    if (label < 0) continue;
    const seeds = [...painted.keys()].filter((offset) => painted[offset] === label);
    flood(reached, { size, seeds, accepts: (offset) => labels[offset] === label });
  }
  return reached;
}

/**
 * Prior probability of each label (by its index) at a voxel: the model's, if there are any, else from how well the image
 * value fits.
 */
function priorOf(
  labels: readonly number[],
  image: Float32Array,
  densities: readonly ((value: number) => number)[],
  probabilitiesOf: (label: number) => Float32Array | undefined,
): (index: number, offset: number) => number {
  const given = labels.map(probabilitiesOf);
  return (index, offset) => {
    const values = given[index];
    if (values) return values[offset]!;
    let sum = 0;
    for (const density of densities) sum += density(image[offset]!);
    return densities[index]!(image[offset]!) / sum;
  };
}

/** Where to learn a label's image values: where it was painted, or else where it lies without other paint. */
function labelsToLearn(before: Uint8Array, painted: Int16Array): Int16Array {
  const isPainted = new Set(painted);
  return painted.map((label, n) => (label >= 0 || isPainted.has(before[n]!) ? label : before[n]!));
}

/**
 * For each label, the likelihood of an image value: a normal distribution fitted to the voxels it is learned from, no
 * narrower than the noise, plus a small constant for values that fit no label.
 */
function densitiesOf(
  labels: readonly number[],
  image: Float32Array,
  learned: Int16Array,
  noise: number,
): ((value: number) => number)[] {
  return labels.map((label) => {
    let [count, sum, squares] = [0, 0, 0];
    for (let n = 0; n < image.length; n++) {
      if (learned[n] !== label) continue;
      count++;
      sum += image[n]!;
      squares += image[n]! ** 2;
    }
    const mean = count > 0 ? sum / count : 0;
    const variance = count > 1 ? Math.max(0, squares / count - mean * mean) : 0;
    const spread = Math.max(Math.sqrt(variance), noise);
    return (value) => (count > 0 ? Math.exp(-0.5 * ((value - mean) / spread) ** 2) / spread : 0) + 1e-6;
  });
}

/**
 * The standard deviation of the image's noise, from the median difference between neighbours in a row, which is robust since
 * edges are rare. (For two normal values, the median of |a - b| is 0.954 times their standard deviation.)
 */
export function estimateNoise(image: Float32Array, columns: number): number {
  const differences: number[] = [];
  const stride = Math.max(1, Math.floor(image.length / 50_000));
  for (let n = 1; n < image.length; n += stride)
    if (n % columns !== 0) differences.push(Math.abs(image[n]! - image[n - 1]!));
  differences.sort((a, b) => a - b);
  const median = differences[differences.length >> 1] ?? 0;
  return Math.max(median / 0.954, 1e-3 * (1 + (differences.at(-1) ?? 0)));
}
