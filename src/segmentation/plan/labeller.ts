import type { AxisTable, SliceLabelling } from "../../inference/index.ts";
import { type LabelArray, labelArrayLike } from "../../volume/index.ts";
import { createLineReader } from "./highest-lines.ts";
import type { Line, LinePixels } from "./plain-lines.ts";

/** Turns values on the model's grid into the labels of a source slice, in memory order. */
export type Labeller = (values: Float32Array) => LabelArray<ArrayBuffer>;

/**
 * Implements {@link SliceLabelling} on the CPU. Where one class is the highest at all four pixels around a voxel, it is also
 * the highest in between, so only voxels at borders are interpolated.
 * @param precision to which interpolated values are rounded before they are compared.
 */
export function createHighestLabeller(labelling: SliceLabelling, precision?: "float16"): Labeller {
  const { fast, slow, labelOfChannel } = labelling;
  const [fastCount, slowCount] = [fast.lower.length, slow.lower.length];
  const pixels = toPixelLine(fast);
  const lines = createLineReader(pixels, labelling, precision);
  const Labels = labelArrayLike(labelOfChannel);
  const firstHasLabel = labelOfChannel[0] !== 0;

  return (values) => {
    const labels = new Labels(fastCount * slowCount);
    let [near, far] = lines.begin(values);
    let from = 0;
    let to = 0;
    for (let s = 0; s < slowCount; s++) {
      const [lower, upper] = [slow.lower[s]!, slow.upper[s]!];
      // If the series is finer than the model's grid, several rows of voxels lie between the same pixels.
      if (near.offset !== lower || far.offset !== upper) {
        if (far.offset === lower || near.offset === upper) [near, far] = [far, near];
        if (near.offset !== lower) near = lines.read(near, lower);
        if (far.offset !== upper) far = lines.read(far, upper);
        [from, to] = firstHasLabel ? [0, fastCount] : voxelsBeside(pixels, near, far);
        lines.compare(near, far, from, to);
      }
      if (from < to)
        writeRow(lines.classesOf(s), labelOfChannel, { from, to }, { labels, at: s * fastCount });
    }
    return labels;
  };
}

/** The pixels of the output along the fast axis. */
interface PixelLine extends LinePixels {
  /** For every pixel, the range of voxels next to it: `from` to `to - 1`. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

function toPixelLine({ lower, upper }: AxisTable): PixelLine {
  const offsets = Uint32Array.from(new Set([...lower, ...upper])).sort();
  const indexOf = new Map(Array.from(offsets, (offset, index) => [offset, index]));
  const toIndex = (offset: number): number => indexOf.get(offset)!;
  const [from, to] = [new Uint32Array(offsets.length).fill(lower.length), new Uint32Array(offsets.length)];
  for (let voxel = 0; voxel < lower.length; voxel++) {
    for (const pixel of [toIndex(lower[voxel]!), toIndex(upper[voxel]!)]) {
      from[pixel] = Math.min(from[pixel]!, voxel);
      to[pixel] = voxel + 1;
    }
  }
  return { offsets, lower: lower.map(toIndex), upper: upper.map(toIndex), from, to };
}

/** The range of voxels, `from` to `to - 1`, next to pixels of the two lines with a class other than the first. */
function voxelsBeside({ from, to }: PixelLine, near: Line, far: Line): [from: number, to: number] {
  const [first, last] = [Math.min(near.first, far.first), Math.max(near.end, far.end) - 1];
  // Voxels in memory order may run through the pixels backwards.
  return first > last ? [0, 0] : [Math.min(from[first]!, from[last]!), Math.max(to[first]!, to[last]!)];
}

/** A row of a slice of labels, which begins at `at`. */
interface LabelRow {
  readonly labels: LabelArray;
  readonly at: number;
}

/** Writes the labels of voxels `from` to `to - 1` of a row. A plain loop over its own arguments, as all loops over voxels here. */
function writeRow(
  classes: LabelArray,
  labelOfChannel: LabelArray,
  { from, to }: { readonly from: number; readonly to: number },
  { labels, at }: LabelRow,
): void {
  for (let f = from; f < to; f++) labels[at + f] = labelOfChannel[classes[f]!]!;
}

/** Interpolates a class, whose values begin at `start`, at a voxel given by its column and row; along the columns first. */
export type Interpolator = (values: Float32Array, start: number, column: number, row: number) => number;

export function createInterpolator({
  fast,
  slow,
  columnsAreFast,
}: Pick<SliceLabelling, "fast" | "slow" | "columnsAreFast">): Interpolator {
  const [columns, rows] = columnsAreFast ? [fast, slow] : [slow, fast];
  return (values, start, column, row) => {
    const [left, right] = [start + columns.lower[column]!, start + columns.upper[column]!];
    const [above, below] = [rows.lower[row]!, rows.upper[row]!];
    const [across, down] = [columns.weight[column]!, rows.weight[row]!];
    const upper = values[left + above]! * (1 - across) + values[right + above]! * across;
    const lower = values[left + below]! * (1 - across) + values[right + below]! * across;
    return upper * (1 - down) + lower * down;
  };
}
