import { fillPolygons } from "../editing/index.ts";
import { findComponents } from "../regions/index.ts";
import type { SlicePrompt } from "./drawn-prompts.ts";
import { type Frame, frameOfPart, frameOfPrompts, uniteFrames } from "./mask-frame.ts";
import type { SlicePart } from "./patch.ts";

/**
 * The probability of the parts that are connected, through faces, edges or corners, to a prompt that indicates the object; 0
 * elsewhere. Clicks and scribbles select the parts beneath them, an outline the largest part inside it.
 */
export function keepJoined(
  slices: ReadonlyMap<number, SlicePart>,
  prompts: readonly { readonly slice: number; readonly prompt: SlicePrompt }[],
): Map<number, SlicePart> {
  let frame: Frame | undefined;
  let [first, last] = [Number.POSITIVE_INFINITY, -1];
  for (const [slice, part] of slices) {
    const own = frameOfPart(part);
    if (!own) continue;
    frame = uniteFrames(frame, own);
    [first, last] = [Math.min(first, slice), Math.max(last, slice)];
  }
  if (!frame) return new Map([...slices].map(([slice, part]) => [slice, cleared(part)]));
  const size = [
    frame.lastColumn - frame.column + 1,
    frame.lastRow - frame.row + 1,
    last - first + 1,
  ] as const;
  const { row: top, column: left } = frame;
  const mask = new Uint8Array(size[0] * size[1] * size[2]);
  const offsetOf = (slice: number, row: number, column: number) =>
    column - left + size[0] * (row - top + size[1] * (slice - first));
  for (const [slice, part] of slices) {
    if (slice < first || slice > last) continue;
    forEachPixel(part, (row, column, value) => {
      if (value > 0.5) mask[offsetOf(slice, row, column)] = 1;
    });
  }
  const components = findComponents(mask, size, 26);
  const { numbers } = components;
  const numberAt = (slice: number, row: number, column: number): number => {
    if (slice < first || slice > last || row < top || row > frame.lastRow) return 0;
    return column < left || column > frame.lastColumn ? 0 : numbers[offsetOf(slice, row, column)]!;
  };
  const joined = new Set(
    prompts.flatMap(({ slice, prompt }) =>
      prompt.adds ? pointedAt(prompt, (row, column) => numberAt(slice, row, column)) : [],
    ),
  );
  joined.delete(0);
  return new Map(
    [...slices].map(([slice, part]) => {
      const values = part.values.slice();
      forEachPixel(part, (row, column, value, at) => {
        if (!(value > 0.5) || !joined.has(numberAt(slice, row, column))) values[at] = 0;
      });
      return [slice, { ...part, values }];
    }),
  );
}

/** Numbers of the parts that a prompt selects. */
function pointedAt(prompt: SlicePrompt, numberAt: (row: number, column: number) => number): number[] {
  if (prompt.kind !== "outline")
    return prompt.points.map(({ row, column }) => numberAt(Math.round(row), Math.round(column)));
  const { row, column, lastRow, lastColumn } = frameOfPrompts([prompt])!;
  const [columns, rows] = [lastColumn - column + 1, lastRow - row + 1];
  const inside = fillPolygons([prompt.points.map((point) => [point.column, point.row] as const)], {
    from: [column, row],
    to: [column + columns, row + rows],
  });
  const counts = new Map<number, number>();
  for (let n = 0; n < inside.length; n++) {
    const number = inside[n] ? numberAt(row + Math.floor(n / columns), column + (n % columns)) : 0;
    if (number > 0) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  const [largest] = [...counts].sort(([, a], [, b]) => b - a);
  return largest ? [largest[0]] : [];
}

function forEachPixel(
  { row, column, rows, columns, values }: SlicePart,
  visit: (row: number, column: number, value: number, at: number) => void,
): void {
  for (let r = 0, at = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, at++) visit(row + r, column + c, values[at]!, at);
}

function cleared(part: SlicePart): SlicePart {
  return { ...part, values: new Float32Array(part.values.length) };
}
