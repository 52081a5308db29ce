import { describe, expect, it } from "vitest";
import { comparePanoptic, meanPanoptic, panopticQuality, poolPanoptic } from "../../../src/metrics/index.ts";

const read = (row: string) => Array.from(row, (digit) => (digit === "." ? 0 : Number(digit)));

describe("comparePanoptic", () => {
  it("pairs instances that overlap by more than half of their union", () => {
    const quality = comparePanoptic(read("1111.222..33.4"), read("5555.66...77.."));
    expect(quality).toMatchObject({ truePositives: 3, falsePositives: 1, falseNegatives: 0 });
    const [sq, rq] = [(1 + 2 / 3 + 1) / 3, 3 / 3.5];
    expect(quality.sq).toBeCloseTo(sq, 12);
    expect(quality.rq).toBeCloseTo(rq, 12);
    expect(quality.pq).toBeCloseTo(sq * rq, 12);
    expect(quality.instanceDice).toBeCloseTo((1 + 4 / 5 + 1) / 3, 12);
  });

  it("counts just half as none, and takes the best pairs first below it", () => {
    expect(comparePanoptic(read("11.."), read("1111")).truePositives).toBe(0);
    const many = comparePanoptic(read("1112"), read("3333"), 0.1);
    expect(many).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 0, sumIou: 0.75 });
  });

  it("knows nothing where nothing is, and is 0 where all was missed", () => {
    expect(comparePanoptic(read("...."), read("....")).pq).toBeUndefined();
    expect(comparePanoptic(read("...."), read(".11."))).toMatchObject({
      pq: 0,
      sq: 0,
      rq: 0,
      instanceDice: 0,
    });
  });
});

describe("panopticQuality", () => {
  const mask = (row: string) => ({
    grid: { size: [row.length, 1, 1], spacingMm: [1, 1, 1] } as const,
    voxels: Uint8Array.from(read(row)),
  });

  it("tells instances apart as connected parts, or takes stuff as one", () => {
    const [found, reference] = [mask("111..1..11."), mask("111.....11.")];
    expect(panopticQuality(found, reference)).toMatchObject({ truePositives: 2, falsePositives: 1 });
    const stuff = panopticQuality(found, reference, { rule: "one" });
    expect(stuff).toMatchObject({ truePositives: 1, falsePositives: 0, sumIou: 5 / 6 });
    expect(panopticQuality(mask("..."), mask("...")).pq).toBeUndefined();
  });
});

describe("several", () => {
  const [good, bad] = [
    comparePanoptic(read("11.22"), read("11.22")),
    comparePanoptic(read("11..."), read("...11")),
  ];

  it("cases are pooled by their instances, classes by their mean", () => {
    expect(poolPanoptic([good, bad])).toMatchObject({ truePositives: 2, pq: 2 / 3, sq: 1, rq: 2 / 3 });
    expect(meanPanoptic([good, bad, comparePanoptic([], [])])).toEqual({
      pq: 0.5,
      sq: 0.5,
      rq: 0.5,
      instanceDice: 0.5,
    });
    expect(meanPanoptic([]).pq).toBeUndefined();
  });
});
