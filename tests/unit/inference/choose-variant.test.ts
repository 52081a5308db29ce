import { expect, it } from "vitest";
import { chooseVariant } from "../../../src/inference/gpu-findings.ts";
import type { Variant } from "../../../src/inference/gpu-runner.ts";

const measureBy = (ms: (variant: Variant) => number) => {
  const tried: Variant[] = [];
  return {
    tried,
    async measure(variant: Variant) {
      tried.push(variant);
      const found = ms(variant);
      if (Number.isNaN(found)) throw new Error("does not run");
      return found;
    },
  };
};

it.each([
  ["takes the smallest batch where nothing gains", () => 10, { batch: 1, graphCapture: false }],
  [
    "takes graph capture where it gains",
    (v: Variant) => (v.graphCapture ? 8 : 10),
    { batch: 1, graphCapture: true },
  ],
  [
    "takes larger batches as long as they gain",
    (v: Variant) => (v.batch <= 4 ? 10 / v.batch : 2.45),
    { batch: 4, graphCapture: false },
  ],
  [
    "passes over what does not run",
    (v: Variant) => (v.graphCapture ? Number.NaN : 10 / v.batch),
    { batch: 8, graphCapture: false },
  ],
  ["does not bother a slow adapter", (v: Variant) => 900 / v.batch, { batch: 1, graphCapture: false }],
])("%s", async (_, ms, expected) => {
  expect(await chooseVariant(measureBy(ms).measure, [1, 2, 4, 8])).toEqual(expected);
});

it("begins nothing more when its time is up", async () => {
  const { measure, tried } = measureBy(() => 10);
  await chooseVariant(measure, [1, 2, 4, 8], -1);
  expect(tried).toEqual([{ batch: 1, graphCapture: false }]);
});

it("fails when the first variant does", async () => {
  await expect(chooseVariant(measureBy(() => Number.NaN).measure, [1])).rejects.toThrow("does not run");
});
