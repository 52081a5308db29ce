import { describe, expect, test } from "vitest";
import { findDifferences } from "../../../scripts/evaluate-models/compare.ts";
import { caseRow, evaluationOf, targetRow } from "./example.ts";

const recorded = evaluationOf("ct-liver-tumour", [caseRow("a", 0.9, 0.5), caseRow("b", 0.8, null)]);

describe("what is found again", () => {
  test("the same figures are no difference", () => {
    expect(findDifferences(recorded, structuredClone(recorded))).toEqual([]);
  });

  test("rounding is none either", () => {
    const computed = evaluationOf("ct-liver-tumour", [
      caseRow("a", 0.9001, 0.5),
      caseRow("b", 0.8, null, {
        targets: { liver: targetRow(0.8, { foundVoxels: 91, hd95: 2.1 }), tumour: targetRow(null) },
      }),
    ]);
    expect(findDifferences(recorded, computed)).toEqual([]);
  });

  test.each([
    {
      name: "another Dice",
      row: caseRow("a", 0.91, 0.5),
      message: /a targets liver dice: recorded 0.9, computed 0.91/,
    },
    {
      name: "nothing found any more",
      row: caseRow("a", 0.9, 0),
      message: /a targets tumour dice: recorded 0.5/,
    },
    {
      name: "another lesion missed",
      row: caseRow("a", 0.9, 0.5, { lesions: { lesions: 3, found: 1, missed: 2, falsePositives: 1 } }),
      message: /a lesions found: recorded 2, computed 1/,
    },
  ])("$name is told", ({ row, message }) => {
    const computed = evaluationOf("ct-liver-tumour", [row, recorded.cases[1]!]);
    expect(findDifferences(recorded, computed).join("\n")).toMatch(message);
  });

  test("a series that marks more than before is told", () => {
    const [negative] = recorded.negatives;
    const computed = { ...recorded, negatives: [{ ...negative!, foundMl: { liver: 20, tumour: 0 } }] };
    expect(findDifferences(recorded, computed)).toEqual([
      "ct-liver-tumour: negatives sarcoma-ct foundMl liver: recorded 10, computed 20.",
    ]);
  });

  test("other cases, and no record at all", () => {
    const fewer = evaluationOf("ct-liver-tumour", [recorded.cases[0]!]);
    expect(findDifferences(recorded, fewer)).toEqual([
      "ct-liver-tumour: the recorded cases are a, b, the computed ones a.",
    ]);
    expect(findDifferences(undefined, recorded)[0]).toMatch("there are no recorded figures");
  });
});
