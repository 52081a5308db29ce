import { describe, expect, test } from "vitest";
import { drawPrompts } from "../../../src/prompting/drawn-prompts.ts";
import { cutImage, cutPart, pastePatch, placePatch, toPatch, valueAt } from "../../../src/prompting/patch.ts";
import { createPromptPlane } from "../../../src/prompting/prompt-plane.ts";
import { createBalls, grid } from "./phantom.ts";

const identity = { lower: -1000, upper: 1000, base: 0, gain: 1, outside: 0 };

describe("a patch", () => {
  test("of the slice's own pixels is the slice, 0 beyond it", () => {
    const view = createPromptPlane(grid, "axial");
    const { voxels } = createBalls();
    const place = { centre: { row: 20.5, column: 28.5 }, step: { row: 1, column: 1 }, side: 64 };
    const patch = new Float32Array(64 * 64);
    cutImage({ view, voxels, map: identity }, 9, place, patch);
    for (const [row, column] of [
      [0, 0],
      [20, 30],
      [31, 31],
      [63, 63],
    ] as const) {
      const [r, c] = [row - 11, column - 3];
      const inside = r >= 0 && r < view.rows && c >= 0 && c < view.columns;
      const [i, j, k] = view.toIjk(9, r, c);
      expect(patch[row * 64 + column]).toBe(inside ? voxels[i + 60 * (j + 44 * k)] : 0);
    }
  });

  test("brought back and cut again is the same where it varies slowly", () => {
    const view = createPromptPlane(grid, "coronal");
    const place = placePatch(view, { row: 9.2, column: 31.7 }, 2, 40);
    const patch = Float32Array.from({ length: 1600 }, (_, n) => (n % 40) / 80 + Math.floor(n / 40) / 160);
    const part = pastePatch(patch, place, view);
    expect(part.row).toBeGreaterThanOrEqual(0);
    expect(part.row + part.rows).toBeLessThanOrEqual(view.rows);
    const { row, column } = toPatch(place, 9, 30);
    expect(valueAt(part, 9, 30)).toBeCloseTo(column / 80 + row / 160, 5);
    const again = new Float32Array(1600);
    cutPart(part, place, again);
    expect(again[20 * 40 + 20]).toBeCloseTo(patch[20 * 40 + 20]!, 2);
    expect(valueAt(part, -1, 0)).toBe(0);
    expect(valueAt(undefined, 0, 0)).toBe(0);
  });

  test("has prompts drawn as the network was trained with them", () => {
    const place = { centre: { row: 15.5, column: 15.5 }, step: { row: 1, column: 1 }, side: 32 };
    const [positive, negative] = [new Float32Array(1024), new Float32Array(1024)];
    drawPrompts(
      [
        { kind: "click", points: [{ row: 10, column: 12 }], adds: true },
        { kind: "click", points: [{ row: 25, column: 25 }], adds: false },
        {
          kind: "outline",
          points: [
            { row: 4.5, column: 4.5 },
            { row: 4.5, column: 20.5 },
            { row: 18.5, column: 20.5 },
            { row: 18.5, column: 4.5 },
          ],
          adds: true,
        },
        {
          kind: "scribble",
          points: [
            { row: 28, column: 2 },
            { row: 28, column: 9 },
          ],
          adds: true,
        },
      ],
      place,
      positive,
      negative,
    );
    const count = (canvas: Float32Array, value: number) => canvas.filter((v) => v === value).length;
    // A disk of radius 3 has 29 pixels; a line from pixel to pixel is three pixels wide and one longer at both ends.
    expect(count(negative, 1)).toBe(29);
    expect(count(positive, 1)).toBe(29 + 3 * 10);
    expect(count(positive, 0.5)).toBe(14 * 16 - 29);
    expect(positive[10 * 32 + 15]).toBe(1);
    expect(positive[10 * 32 + 16]).toBe(0.5);
  });
});
