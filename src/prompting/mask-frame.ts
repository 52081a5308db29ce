import type { SlicePoint, SlicePrompt } from "./drawn-prompts.ts";
import { type SlicePart, valueAt } from "./patch.ts";

/** A rectangle of a slice; the last row and column are included. */
export interface Frame {
  readonly row: number;
  readonly column: number;
  readonly lastRow: number;
  readonly lastColumn: number;
}

/** The bounding rectangle of all pixels with a probability above one half; undefined if there are none. */
export function frameOfPart({ row, column, rows, columns, values }: SlicePart): Frame | undefined {
  let [first, last, left, right] = [rows, -1, columns, -1];
  for (let r = 0, at = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, at++) {
      if (!(values[at]! > 0.5)) continue;
      if (r < first) first = r;
      last = r;
      if (c < left) left = c;
      if (c > right) right = c;
    }
  if (last < 0) return undefined;
  return { row: row + first, column: column + left, lastRow: row + last, lastColumn: column + right };
}

/** The bounding rectangle of the pixels that prompts touch. */
export function frameOfPrompts(prompts: readonly SlicePrompt[]): Frame | undefined {
  return prompts
    .flatMap(({ points }) => points)
    .map(frameOfPoint)
    .reduce(uniteFrames, undefined);
}

function frameOfPoint({ row, column }: SlicePoint): Frame {
  const [r, c] = [Math.round(row), Math.round(column)];
  return { row: r, column: c, lastRow: r, lastColumn: c };
}

export function uniteFrames(a: Frame | undefined, b: Frame | undefined): Frame | undefined {
  if (!a || !b) return a ?? b;
  return {
    row: Math.min(a.row, b.row),
    column: Math.min(a.column, b.column),
    lastRow: Math.max(a.lastRow, b.lastRow),
    lastColumn: Math.max(a.lastColumn, b.lastColumn),
  };
}

/** Number of pixels with a probability above one half, and their mean probability. */
export function measurePart({ values }: SlicePart): { readonly area: number; readonly meanInside: number } {
  let [area, sum] = [0, 0];
  for (const value of values)
    if (value > 0.5) {
      area++;
      sum += value;
    }
  return { area, meanInside: area > 0 ? sum / area : 0 };
}

/** The sum of two parts of a slice, the second multiplied by `weight`; covers both. */
export function weighedSum(sum: SlicePart | undefined, part: SlicePart, weight: number): SlicePart {
  if (!sum) return weight === 1 ? part : { ...part, values: part.values.map((value) => weight * value) };
  const row = Math.min(sum.row, part.row);
  const column = Math.min(sum.column, part.column);
  const rows = Math.max(sum.row + sum.rows, part.row + part.rows) - row;
  const columns = Math.max(sum.column + sum.columns, part.column + part.columns) - column;
  const values = new Float32Array(rows * columns);
  for (let r = 0, at = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, at++)
      values[at] = valueAt(sum, row + r, column + c) + weight * valueAt(part, row + r, column + c);
  return { row, column, rows, columns, values };
}

/** Dice of two outlines on a slice; 1 if both are empty. */
export function overlap(a: SlicePart, b: SlicePart): number {
  let both = 0;
  for (let r = 0, at = 0; r < a.rows; r++)
    for (let c = 0; c < a.columns; c++, at++)
      if (a.values[at]! > 0.5 && valueAt(b, a.row + r, a.column + c) > 0.5) both++;
  const total = measurePart(a).area + measurePart(b).area;
  return total === 0 ? 1 : (2 * both) / total;
}
