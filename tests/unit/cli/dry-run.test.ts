import { join } from "node:path";
import { expect, test } from "vitest";
import { describeNeeds, measureUnits } from "../../../src/cli/dry-run.ts";
import { joinNumbers, parsePoints } from "../../../src/cli/points.ts";
import { loadModel } from "../../../src/model/index.ts";

const model = await loadModel(join(import.meta.dirname, "..", "..", "fixtures", "models", "threshold-tiny"));
const unitsOf = new Map([["network", 75]]);

test("a dry run measures each network once, and says what a run takes", async () => {
  const measured = await measureUnits(model, { unitsOf }, "auto");
  expect(measured.seconds).toBeGreaterThan(0);
  const needs = { unitsOf, units: 75, slices: 75, isAtMost: true, memoryBytes: 1_500_000 };
  expect(describeNeeds(model, needs, { providerLabel: "CPU", seconds: 130 })).toBe(
    "threshold-tiny 1.0.0: 75 slices, at most 75 runs of its networks, about 2 min on CPU, about 2 MB besides the images. Nothing was segmented.",
  );
});

test("points may begin with a minus", () => {
  expect(joinNumbers(["--box", "-1,2,3,4,5,6", "--force"])).toEqual(["--box=-1,2,3,4,5,6", "--force"]);
  expect(parsePoints("--box", "-1,2,3,4,5,6", 2)).toEqual([
    [-1, 2, 3],
    [4, 5, 6],
  ]);
  expect(() => parsePoints("--box", "1,2,3", 2)).toThrow("--box takes 6 numbers in millimetres");
  expect(() => parsePoints("--at", "1,,3", 1)).toThrow('found "1,,3"');
});
