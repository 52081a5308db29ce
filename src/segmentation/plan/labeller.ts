import type { SliceLabelling } from "../../inference/index.ts";
import { createDenseLabeller } from "./dense-labeller.ts";
import { type Labeller, toPixelLine } from "./pixel-line.ts";
import { createPlainLabeller } from "./plain-labeller.ts";

/**
 * Implements {@link SliceLabelling} on the CPU. Where one class is the highest at all four pixels around a voxel, it is also
 * the highest in between, so only voxels at borders are interpolated. Adjacent pixels are compared with vector instructions,
 * others one by one.
 * @param precision to which interpolated values are rounded before they are compared.
 */
export function createHighestLabeller(labelling: SliceLabelling, precision?: "float16"): Labeller {
  const pixels = toPixelLine(labelling.fast);
  const { offsets } = pixels;
  const isDense = offsets.every((offset, pixel) => offset === offsets[0]! + pixel);
  const create =
    isDense && offsets.length < 2 ** 16 && labelling.channels <= 256
      ? createDenseLabeller
      : createPlainLabeller;
  return create(labelling, pixels, precision === "float16");
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
