import type { SlicePoint, SlicePrompt } from "./drawn-prompts.ts";
import type { SlicePart } from "./patch.ts";

/** Rows and columns of a slice, the last ones included. */
export interface Frame {
  readonly row: number;
  readonly column: number;
  readonly lastRow: number;
  readonly lastColumn: number;
}

/** The smallest frame around all pixels that are more likely than not; undefined where there are none. */
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

/** The smallest frame around pixels that prompts touch. */
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

/** Pixels more likely than not, and their mean probability. */
export function measurePart({ values }: SlicePart): { readonly area: number; readonly meanInside: number } {
  let [area, sum] = [0, 0];
  for (const value of values)
    if (value > 0.5) {
      area++;
      sum += value;
    }
  return { area, meanInside: area > 0 ? sum / area : 0 };
}
