import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import type { SoftCase } from "../../../scripts/evaluate-models/calibration/soft-case.ts";
import { drawFailures } from "../../../scripts/evaluate-models/failures/draw-failures.ts";
import { WorstCases } from "../../../scripts/evaluate-models/failures/find-failures.ts";
import { failuresSection } from "../../../scripts/evaluate-models/failures/recorded-failures.ts";
import { sourceTable } from "../../../scripts/evaluate-models/sources.ts";
import { tasks } from "../../../scripts/evaluate-models/tasks.ts";
import { gridOf } from "../segmentation/plain-grid.ts";
import { caseRow, evaluationOf } from "./example.ts";

const liverTask = tasks[0]!;
const size = [12, 10, 3] as const;

/** A case with a liver of 40 voxels in each slice, of which `missed` are not found in one. */
function caseOf(name: string, missed: number, slice: number): SoftCase {
  const reference = new Uint8Array(360);
  for (let k = 0; k < 3; k++) reference.fill(1, k * 120 + 40, k * 120 + 80);
  const labels = reference.slice();
  labels.fill(0, slice * 120 + 40, slice * 120 + 40 + missed);
  return { name, patient: name, grid: gridOf(size), reference, labels, values: [1, 2], probabilities: [] };
}

describe("failures", () => {
  test("are the worst cases of each structure that the reference has, on their worst slice", () => {
    const worst = new WorstCases(liverTask);
    for (const [index, missed] of [5, 20, 0, 12, 30, 8].entries())
      worst.add(caseOf(`volume-${index}`, missed, index % 3));
    const found = worst.failures.map(({ case: name, target, slice }) => [name, target, slice]);
    expect(found).toEqual([
      ["volume-4", "liver", 1],
      ["volume-1", "liver", 1],
      ["volume-3", "liver", 0],
      ["volume-5", "liver", 2],
    ]);
    const [first] = worst.failures;
    expect(first!.dice).toBe(0.857);
    expect([first!.reference, first!.found].map((part) => part.reduce((sum, one) => sum + one, 0))).toEqual([
      40, 10,
    ]);
  });

  test("are drawn as shapes: reference on the left, found, missed and invented on the right", () => {
    const [reference, found] = [new Uint8Array(144), new Uint8Array(144)];
    reference.fill(1, 60, 66);
    found.fill(1, 63, 69);
    const { width, height, data } = decode(drawFailures([{ columns: 12, reference, found }]));
    expect([width, height]).toEqual([400, 200]);
    const colours = (from: number, to: number) => {
      const seen = new Set<string>();
      for (let y = 0; y < 199; y++)
        for (let x = from; x < to; x++)
          seen.add(Array.from(data.slice(3 * (x + 400 * y), 3 * (x + 400 * y) + 3)).join());
      return [...seen].sort();
    };
    expect(colours(0, 199)).toEqual(["120,120,120", "255,255,255"]);
    expect(colours(200, 399)).toEqual(["0,114,178", "120,120,120", "230,130,0", "255,255,255"]);
  });

  test("are named under their picture", () => {
    const text = failuresSection("ct-liver-tumour", {
      weights: {},
      failures: [{ case: "volume-4", target: "liver", dice: 0.857, slice: 1 }],
    });
    expect(text).toContain("(../../docs/pictures/failures/ct-liver-tumour.png)");
    expect(text).toContain("liver, volume-4, slice 1 (Dice of the case 0.857)");
    expect(failuresSection("ct-liver-tumour", undefined)).toBe("");
  });
});

test("figures by source name the cases, and none are told where names do not tell", () => {
  const evaluation = evaluationOf("ct-liver-tumour", [
    caseRow("volume-36", 0.9, 0.5),
    caseRow("volume-48", 0.8, 0.6),
    caseRow("volume-07", 1, 0.7),
  ]);
  const found = sourceTable(liverTask, [evaluation]);
  expect(found).toContain("| 3D-IRCADb-1, Strasbourg | ct-liver-tumour | 36 | 0.900 | 0.500 |");
  expect(found).toMatch(/\| the other hospitals of LiTS \| ct-liver-tumour \| 48, 07 \| 0\.900 \[/);
  expect(sourceTable(tasks.find(({ name }) => name === "mr-cardiac")!, [evaluation])).toBe("");
});
