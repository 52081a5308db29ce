import { describe, expect, test } from "vitest";
import {
  compareModels,
  countLesions,
  summarizeFloat16,
  summarizeMeanDice,
  summarizeTarget,
  summarizeVolumes,
} from "../../../scripts/evaluate-models/summary.ts";
import { caseRow, evaluationOf, targetRow } from "./example.ts";

describe("the summary of a structure", () => {
  const cases = [
    caseRow("a", 0.9, 0.8),
    caseRow("b", 0.8, 0),
    // Nothing there and nothing found; nothing there and something found.
    caseRow("c", 0.7, null, {
      targets: { liver: targetRow(0.7), tumour: targetRow(null, { foundVoxels: 0 }) },
    }),
    caseRow("d", 0.6, null, {
      targets: { liver: targetRow(0.6), tumour: targetRow(0, { foundVoxels: 7, referenceVoxels: 0 }) },
    }),
  ];

  test("is the mean of the cases that have it; the others are counted apart", () => {
    expect(summarizeTarget(cases, "tumour")).toMatchObject({
      dice: { mean: 0.4, count: 2 },
      hd95: { mean: 2, count: 1 },
      cases: 2,
      notFound: 1,
      casesWithout: 2,
      foundWithout: 1,
    });
    expect(summarizeTarget(cases, "liver")!.dice.mean).toBeCloseTo(0.75, 12);
  });

  test("is none where no case has it", () => {
    expect(summarizeTarget([cases[2]!], "tumour")).toBeUndefined();
  });

  test("counts a patient once, however many cases there are of one", () => {
    const frames = [
      caseRow("p1-first", 0.9, null, { patient: "p1" }),
      caseRow("p1-second", 0.7, null, { patient: "p1" }),
      caseRow("p2-first", 0.4, null, { patient: "p2" }),
    ];
    expect(summarizeTarget(frames, "liver")!.dice).toMatchObject({ mean: 0.6000000000000001, count: 2 });
    expect(summarizeMeanDice(frames).count).toBe(2);
    expect(summarizeMeanDice(frames, ["liver"]).mean).toBe(summarizeTarget(frames, "liver")!.dice.mean);
  });
});

test("volumes are compared in millilitres of each case's own voxels, where the structure is", () => {
  const spacingMm = [1, 1, 10] as const;
  const cases = [
    // 90 voxels found of 100: of 6.75 mm³ where the spacing is assumed, of 10 mm³ where it is known.
    caseRow("a", 0.9, 0.8),
    caseRow("b", 0.9, null, { spacingMm }),
  ];
  const { agreement, meanMl } = summarizeVolumes(evaluationOf("m", cases), "liver")!;
  expect(agreement.bias).toBeCloseTo(-(0.0675 + 0.1) / 2, 12);
  expect(meanMl).toBeCloseTo((0.675 + 1) / 2, 12);
  expect(summarizeVolumes(evaluationOf("m", cases), "tumour")).toBeUndefined();
});

test("lesions are added up", () => {
  expect(countLesions([caseRow("a", 1, 1), caseRow("b", 1, 1)])).toEqual({
    lesions: 6,
    found: 4,
    missed: 2,
    falsePositives: 2,
  });
});

describe("two models", () => {
  const first = evaluationOf("ct-liver-tumour", [caseRow("a", 0.9, 0.5), caseRow("b", 0.8, null)]);
  const second = evaluationOf("ct-liver-tumour-attention", [
    caseRow("a", 0.91, 0.7),
    caseRow("b", 0.83, null),
  ]);

  test("are compared patient by patient", () => {
    expect(compareModels(second, first, "liver")!.difference.mean).toBeCloseTo(0.02, 12);
    expect(compareModels(second, first, "tumour")!.difference).toMatchObject({ count: 1 });
  });

  test("are not compared on other cases", () => {
    expect(compareModels(evaluationOf("x", [caseRow("z", 1, 1)]), first, "liver")).toBeUndefined();
  });
});

test("half precision is summarised by its worst case", () => {
  const half = (agreement: number) => ({
    float16: {
      dice: { liver: 0.9, tumour: null },
      agreement: { liver: agreement, tumour: null },
      differingVoxels: 3,
    },
  });
  const cases = [caseRow("a", 0.9, null, half(0.9999)), caseRow("b", 0.9, null, half(0.9991))];
  expect(summarizeFloat16(cases, "liver")).toEqual({
    cases: 2,
    dice: 0.9,
    diceOfSingle: 0.9,
    lowestAgreement: 0.9991,
  });
  expect(summarizeFloat16([caseRow("a", 0.9, null)], "liver")).toBeUndefined();
});
