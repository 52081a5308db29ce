import { expect, test } from "vitest";
import type { SlicePart } from "../../../src/prompting/patch.ts";
import type { SliceOutliner } from "../../../src/prompting/slice-outliner.ts";
import { addPrompts, emptyOutline, isInside } from "../../../src/prompting/volume-outline.ts";

const [rows, columns, slices] = [1, 30, 9];
const options = { view: { rowMm: 1, columnMm: 1, slices } };

/** What was known, even half, stays; a click adds or takes away three pixels on both sides. */
const outliner: SliceOutliner = {
  async outline({ known, prompts }): Promise<SlicePart> {
    const values = new Float32Array(rows * columns);
    if (known)
      for (let n = 0; n < known.values.length; n++) if (known.values[n]! > 0.4) values[known.column + n] = 1;
    for (const { points, adds } of prompts)
      for (const { column } of points) values.fill(adds ? 1 : 0, column - 3, column + 4);
    return { row: 0, column: 0, rows, columns, values };
  },
};
const click = (slice: number, column: number, adds = true) => ({
  slice,
  prompt: { kind: "click" as const, points: [{ row: 0, column }], adds },
});

test("a correction in one slice reaches those that were pointed at before, and what lies behind them", async () => {
  let outline = await addPrompts(emptyOutline, [click(4, 10)], outliner, options);
  outline = await addPrompts(outline, [click(2, 4, false)], outliner, options);
  expect(isInside(outline, 4, 0, 16)).toBe(false);
  outline = await addPrompts(outline, [click(6, 16)], outliner, options);
  for (let slice = 0; slice < slices; slice++) expect(isInside(outline, slice, 0, 16), `${slice}`).toBe(true);
  expect(isInside(outline, 4, 0, 10)).toBe(true);
  expect(isInside(outline, 2, 0, 4)).toBe(false);
});

test("a correction ends at a slice that was corrected with two prompts, or drawn exactly", async () => {
  const twice = await addPrompts(emptyOutline, [click(4, 10), click(4, 25, false)], outliner, options);
  const outline = [0, 1].flatMap(() => [7, 13]).map((column, n) => ({ row: n > 1 ? 1 : 0, column }));
  const drawn = { kind: "outline", points: outline, adds: true, isExact: true } as const;
  const exact = await addPrompts(emptyOutline, [{ slice: 4, prompt: drawn }], outliner, options);
  for (const before of [twice, exact]) {
    const after = await addPrompts(before, [click(6, 16)], outliner, options);
    expect(isInside(after, 7, 0, 16)).toBe(true);
    for (const slice of [0, 2, 4])
      expect(after.slices.get(slice), `${slice}`).toEqual(before.slices.get(slice));
  }
});
