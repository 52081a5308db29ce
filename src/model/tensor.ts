import * as v from "valibot";
import { nonEmpty, positiveInteger } from "./schema-parts.ts";

/** The meaning of a tensor's dimensions: N batch, C channels, D slices of a patch, H rows, W columns. */
export type Layout = "NCHW" | "NHWC" | "NCDHW" | "NDHWC" | "NHW" | "NDHW";

/** Dimensions of fixed size; a batch of any size is `"batch"`. */
export type TensorShape = readonly (number | "batch")[];

const layouts: Record<Layout, string> = {
  NCHW: "[batch, channels, rows, columns]",
  NHWC: "[batch, rows, columns, channels]",
  NCDHW: "[batch, channels, slices, rows, columns]",
  NDHWC: "[batch, slices, rows, columns, channels]",
  NHW: "[batch, rows, columns]",
  NDHW: "[batch, slices, rows, columns]",
};

/** A tensor of a graph as a manifest describes it. */
export interface Tensor {
  readonly name: string;
  readonly layout: Layout;
  readonly shape: TensorShape;
}

const shapeSchema = v.pipe(
  v.array(
    v.union([positiveInteger, v.literal("batch")], 'Expected a positive whole number, or "batch" first'),
  ),
  v.check((shape) => !shape.slice(1).includes("batch"), 'Only the first number of a shape may be "batch"'),
);

/** Name, layout and shape of a tensor, with the layout restricted to `allowed`. */
export function tensorEntries<Allowed extends Layout>(...allowed: readonly Allowed[]) {
  return { name: nonEmpty, layout: v.picklist(allowed), shape: shapeSchema };
}

/** Checks the number of dimensions against the layout. */
export function shapeFitsLayout<Described extends Pick<Tensor, "layout" | "shape">>() {
  return v.check<Described, (issue: v.CheckIssue<Described>) => string>(
    ({ layout, shape }) => shape.length === layout.length,
    ({ input: { layout } }) => `Its shape must be ${layouts[layout]}, as its layout ${layout} says`,
  );
}

/** Sizes of one item of a tensor; `slices` is 1 in two dimensions, `channels` is 1 without a channel dimension. */
export interface ItemSize {
  readonly channels: number;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
}

/** The sizes of one item of the batch. */
export function toItemSize({ layout, shape }: Pick<Tensor, "layout" | "shape">): ItemSize {
  const size = (letter: string): number => {
    const dimension = shape[layout.indexOf(letter)];
    return typeof dimension === "number" ? dimension : 1;
  };
  return { channels: size("C"), slices: size("D"), rows: size("H"), columns: size("W") };
}

/** Number of values in one item of the batch. */
export function toItemLength(tensor: Pick<Tensor, "layout" | "shape">): number {
  const { channels, slices, rows, columns } = toItemSize(tensor);
  return channels * slices * rows * columns;
}

/** The shape with `batch` items; a batch size that the manifest fixes is kept. */
export function toBatchShape({ shape }: Pick<Tensor, "shape">, batch: number): number[] {
  return shape.map((dimension) => (dimension === "batch" ? batch : dimension));
}

/** Distance in memory from one column, row, slice or channel of an item to the next. */
export type ItemStrides = ItemSize;

/** Row-major strides of one item; 0 for a dimension that the tensor does not have. */
export function toItemStrides({ layout, shape }: Pick<Tensor, "layout" | "shape">): ItemStrides {
  const stride = (letter: string): number => {
    const at = layout.indexOf(letter);
    return at < 0 ? 0 : shape.slice(at + 1).reduce<number>((product, size) => product * Number(size), 1);
  };
  return { channels: stride("C"), slices: stride("D"), rows: stride("H"), columns: stride("W") };
}
