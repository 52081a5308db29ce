/** Columns and rows of a slice of a patch, and their layout in several arrays: the first offset, and the step from row to row. */
export interface PatchPart {
  readonly columns: number;
  readonly rows: number;
  /** Outputs; adjacent columns and channels are `columnStep` and `channelStep` apart. */
  readonly values: Float32Array;
  readonly from: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly channelStep: number;
  readonly weights: Float32Array;
  readonly weightsFrom: number;
  readonly weightsRowStep: number;
  /** Position in the slice's pixels. */
  readonly to: number;
  readonly toRowStep: number;
}

/** Weighted sums of a slice, class by class, and the sum of the weights at each pixel; the mean without weight is 0. */
export interface Sums {
  /** Adds a part of a patch, each value times its weight. */
  add(part: PatchPart): void;
  /** Adds the means to those of earlier graphs; with the last graph, the sum becomes their mean. */
  addMeansTo(means: Float32Array, graph: { readonly index: number; readonly count: number }): void;
}

export function createSingleSums(classes: number, pixels: number): Sums {
  const sums = new Float32Array((classes + 1) * pixels);
  const weighed = sums.subarray(classes * pixels);
  return {
    add(part) {
      for (let k = 0; k < classes; k++) addSingle(shifted(part, k * part.channelStep, k * pixels), sums);
      addWeights(part, weighed);
    },
    addMeansTo(means, { index, count }) {
      const share = index === count - 1 ? count : 1;
      for (let at = 0, pixel = 0; at < means.length; at++, pixel = pixel + 1 === pixels ? 0 : pixel + 1)
        means[at] = (means[at]! + sums[at]! / (weighed[pixel]! || 1)) / share;
    },
  };
}

/** The same part for another class. */
function shifted(part: PatchPart, from: number, to: number): PatchPart {
  return { ...part, from: part.from + from, to: part.to + to };
}

// Plain loops over their own variables: those of an enclosing function would be loaded again for every voxel.

function addSingle(part: PatchPart, sums: Float32Array): void {
  const { columns, rows, values, rowStep, columnStep, weights } = part;
  for (let r = 0; r < rows; r++) {
    let from = part.from + r * rowStep;
    const at = part.weightsFrom + r * part.weightsRowStep;
    const to = part.to + r * part.toRowStep;
    for (let n = 0; n < columns; n++, from += columnStep) sums[to + n]! += values[from]! * weights[at + n]!;
  }
}

function addWeights(part: PatchPart, sums: Float32Array): void {
  const { columns, rows, weights } = part;
  for (let r = 0; r < rows; r++) {
    const at = part.weightsFrom + r * part.weightsRowStep;
    const to = part.to + r * part.toRowStep;
    for (let n = 0; n < columns; n++) sums[to + n]! += weights[at + n]!;
  }
}
