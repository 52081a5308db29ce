import { describe, expect, it } from "vitest";
import { isAutosegError } from "../../../src/errors.ts";
import { wholeBlock } from "../../../src/regions/index.ts";
import { gridOf, labelsAfter, targetOf } from "./targets.ts";

/** An organ (1) of 100 with a lesion of 60 in it, all with a little noise; the lesion was missed. */
const grid = gridOf([48, 40, 9], [1, 1, 2]);
const isLesion = (i: number, j: number, k: number) =>
  (i - 20) ** 2 + (j - 18) ** 2 + (2 * (k - 4)) ** 2 <= 49;
const noise = (i: number, j: number, k: number) => ((i * 7919 + j * 104729 + k * 1299709) % 13) - 6;
const missed = () =>
  targetOf(
    grid,
    (i) => (i < 40 ? 1 : 0),
    (i, j, k) => (i >= 40 ? 0 : isLesion(i, j, k) ? 60 : 100) + noise(i, j, k),
  );
const at = (i: number, j: number, k: number) => i + 48 * (j + 40 * k);
const row = (i0: number, i1: number, j: number, k: number) =>
  Uint32Array.from({ length: i1 - i0 }, (_, n) => at(i0 + n, j, k));

function dice(labels: Uint8Array, label: number): number {
  let [both, sum] = [0, 0];
  for (const [n, found] of labels.entries()) {
    const expected = isLesion(n % 48, Math.floor(n / 48) % 40, Math.floor(n / 1920));
    both += Number(expected && found === label);
    sum += Number(expected) + Number(found === label);
  }
  return (2 * both) / sum;
}

describe("repair from scribbles", () => {
  const stroke = { label: 2, voxels: row(17, 23, 18, 4) };

  it("finds a lesion that was missed from one stroke in it, on all its slices", () => {
    const labels = labelsAfter(missed(), { kind: "repair", strokes: [stroke], reachMm: 14 });
    expect(dice(labels, 2)).toBeGreaterThan(0.95);
  });

  it("changes nothing but what the strokes' labels gain, and nothing beyond its reach", () => {
    const target = missed();
    const labels = labelsAfter(target, { kind: "repair", strokes: [stroke], reachMm: 3 });
    for (const [n, label] of labels.entries()) {
      if (label === target.labels.values[n]) continue;
      expect(label).toBe(2);
      expect(n % 48).toBeGreaterThanOrEqual(14);
      expect(n % 48).toBeLessThan(26);
    }
  });

  it("takes back what should not be there", () => {
    const target = missed();
    const tooMuch = targetOf(
      grid,
      (i, j, k) => (isLesion(i, j, k) || (i > 30 && i < 36 && j > 10 && j < 20) ? 2 : i < 40 ? 1 : 0),
      (i, j, k) => target.image!.values[at(i, j, k)]!,
    );
    const labels = labelsAfter(tooMuch, {
      kind: "repair",
      strokes: [1, 4, 7].map((k) => ({ label: 1, voxels: row(32, 35, 15, k) })),
      reachMm: 12,
    });
    expect(dice(labels, 2)).toBeGreaterThan(dice(tooMuch.labels.values, 2));
    expect(labels[at(33, 15, 4)]).toBe(1);
  });

  it("goes by the model's probabilities where they are given", () => {
    const target = missed();
    const flat = { ...target, image: wholeBlock(grid, new Int16Array(target.labels.values.length).fill(50)) };
    const values = Float32Array.from(target.labels.values, (_, n) =>
      isLesion(n % 48, Math.floor(n / 48) % 40, Math.floor(n / 1920)) ? 0.8 : 0.1,
    );
    const probabilities = [
      { label: 2, values: wholeBlock(grid, values) },
      {
        label: 1,
        values: wholeBlock(
          grid,
          values.map((value) => 1 - value),
        ),
      },
    ];
    const labels = labelsAfter(flat, { kind: "repair", strokes: [stroke], reachMm: 14, probabilities });
    const without = labelsAfter(flat, { kind: "repair", strokes: [stroke], reachMm: 14 });
    expect(dice(labels, 2)).toBeGreaterThan(0.7);
    expect(dice(without, 2)).toBeLessThan(0.4);
  });

  it("is bounded: strokes that span too much are refused", () => {
    const huge = gridOf([400, 400, 20], [1, 1, 1]);
    const strokes = [{ label: 1, voxels: Uint32Array.of(0, 400 * 400 * 20 - 1) }];
    let thrown: unknown;
    try {
      labelsAfter(
        targetOf(huge, () => 0),
        { kind: "repair", strokes, reachMm: 1 },
      );
    } catch (error) {
      thrown = error;
    }
    expect(isAutosegError(thrown, "invalid-argument")).toBe(true);
  });
});
