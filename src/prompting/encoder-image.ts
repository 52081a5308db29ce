import type { EncodedManifest } from "../model/index.ts";
import { type PlaneImage, sampleSlice } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";

type Contract = EncodedManifest["image"];

/** How a slice is placed in the encoder's image: at the top left, over this many rows and columns. */
export interface ImageFit {
  /** Size of the image. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels of the image per pixel of the slice. */
  readonly rowStep: number;
  readonly columnStep: number;
  /** Size of the slice as told to the decoder: in square pixels if the image keeps the proportions. */
  readonly toldRows: number;
  readonly toldColumns: number;
}

/** Proportions are in millimetres: a slice with anisotropic pixels is stretched. */
export function fitImage(view: PromptPlane, { rows, columns, fit }: Contract): ImageFit {
  const [heightMm, widthMm] = [view.rows * view.rowMm, view.columns * view.columnMm];
  if (fit === "stretch")
    return {
      rows,
      columns,
      rowStep: rows / view.rows,
      columnStep: columns / view.columns,
      toldRows: view.rows,
      toldColumns: view.columns,
    };
  const perMm = Math.min(rows / heightMm, columns / widthMm);
  const [usedRows, usedColumns] = [Math.round(heightMm * perMm), Math.round(widthMm * perMm)];
  const told = Math.max(view.rows, view.columns) / Math.max(usedRows, usedColumns);
  return {
    rows: fit === "long-side" ? rows : usedRows,
    columns: fit === "long-side" ? columns : usedColumns,
    rowStep: usedRows / view.rows,
    columnStep: usedColumns / view.columns,
    toldRows: Math.max(1, Math.round(usedRows * told)),
    toldColumns: Math.max(1, Math.round(usedColumns * told)),
  };
}

/** A slice as the encoder's image, with the dimensions of its layout; 0 beyond the slice. */
export function encoderImage(
  image: PlaneImage,
  slice: number,
  contract: Contract,
  layout: "NCHW" | "NHWC" | "CHW" | "HWC",
): { readonly values: Float32Array; readonly dims: readonly number[] } {
  const { view } = image;
  const { channels, mean = [], deviation = [] } = contract;
  const { rows, columns, rowStep, columnStep } = fitImage(view, contract);
  const [usedRows, usedColumns] = [
    Math.min(rows, Math.round(view.rows * rowStep)),
    Math.min(columns, Math.round(view.columns * columnStep)),
  ];
  const grey = sampleSlice(image, slice, {
    rows: Array.from({ length: usedRows }, (_, n) => (n + 0.5) / rowStep - 0.5),
    columns: Array.from({ length: usedColumns }, (_, n) => (n + 0.5) / columnStep - 0.5),
  });
  const values = new Float32Array(channels * rows * columns);
  const isLast = layout.endsWith("C");
  for (let channel = 0; channel < channels; channel++) {
    const [base, scale] = [mean[channel] ?? 0, deviation[channel] ?? 1];
    for (let row = 0; row < usedRows; row++)
      for (let column = 0; column < usedColumns; column++) {
        const pixel = row * columns + column;
        const at = isLast ? pixel * channels + channel : channel * rows * columns + pixel;
        values[at] = (grey[row * usedColumns + column]! - base) / scale;
      }
  }
  const dims = isLast ? [rows, columns, channels] : [channels, rows, columns];
  return { values, dims: layout.startsWith("N") ? [1, ...dims] : dims };
}
