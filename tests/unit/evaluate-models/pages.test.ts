import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contractOf } from "../../../scripts/evaluate-models/evaluation.ts";
import {
  belongsTo,
  cardFigures,
  modelsPage,
  replaceFigures,
} from "../../../scripts/evaluate-models/pages.ts";
import { parseManifest } from "../../../src/model/index.ts";
import { caseRow, evaluationOf } from "./example.ts";

const path = join(import.meta.dirname, "..", "..", "..", "models", "ct-liver-tumour", "manifest.json");
const manifest = parseManifest(JSON.parse(readFileSync(path, "utf8")), path);
const [first, second] = [caseRow("volume-1", 0.95, 0.5), caseRow("volume-2", 0.85, 0)];
const evaluation = evaluationOf(manifest.name, [first, second]);

describe("the block of figures of a page", () => {
  test("is replaced, and nothing else", () => {
    const page = "# Card\n\n<!-- figures:begin -->\nold\n<!-- figures:end -->\n\nLimits\n";
    const replaced = replaceFigures(page, "new", "README.md");
    expect(replaced).toBe("# Card\n\n<!-- figures:begin -->\nnew\n<!-- figures:end -->\n\nLimits\n");
    expect(replaceFigures(replaced, "new", "README.md")).toBe(replaced);
  });

  test("is added where there is none", () => {
    const page = replaceFigures("# Card\n", "new", "README.md");
    expect(page).toContain("## Figures\n\n<!-- figures:begin -->\nnew");
    expect(replaceFigures(page, "new", "README.md")).toBe(page);
  });

  test.each(["<!-- figures:begin -->", "<!-- figures:end -->\n<!-- figures:begin -->"])(
    "is not guessed from half of it: %s",
    (page) => {
      expect(() => replaceFigures(page, "new", "README.md")).toThrow("needs the marker");
    },
  );
});

describe("what the pages say", () => {
  test("the mean with its interval, the worst with its case, and what made them", () => {
    const page = modelsPage([{ manifest, evaluation }]);
    expect(page).toContain("| liver | ct-liver-tumour | 2 (2) | **0.900 [0.850, 0.950]** |");
    expect(page).toContain("| ct-liver-tumour | 6 | 4 | 2 | 2 | 1.0 |");
    expect(page).toContain("| sarcoma-ct: thighs | ct-liver-tumour | 59 | 10.0 | 0.0 |");
    expect(page).toContain(
      "| volume-2 | 40 | 0.850 | 2.0 | 0.850 | −10 % | 0.000 | – | 0.000 | −100 % | 2 / 1 / 1 |",
    );
    expect(page).toContain("- ct-liver-tumour, liver: volume-2 0.850, volume-1 0.950");
    expect(page).toContain("slices assumed to be 2 pixels apart");
    expect(cardFigures({ manifest, evaluation })).toContain("**0.900 [0.850, 0.950]**");
  });

  test("of a model without figures that it has none", () => {
    expect(modelsPage([{ manifest, evaluation: undefined }])).toContain(
      "No figures are recorded for the weights of ct-liver-tumour.",
    );
    expect(cardFigures({ manifest, evaluation: undefined })).toMatch(
      /^There are no figures for these weights yet/,
    );
  });

  test("what limits the panoptic quality of lesions", () => {
    const counts = (truePositives: number, falsePositives: number, falseNegatives: number, iou: number) => ({
      truePositives,
      falsePositives,
      falseNegatives,
      sumIou: truePositives * iou,
      sumDice: truePositives * iou,
    });
    const strict = [counts(2, 3, 2, 0.8), counts(0, 4, 1, 0)] as const;
    const lenient = [counts(3, 2, 1, 0.6), counts(0, 4, 1, 0)] as const;
    const cases = [first, second].map((row, n) => ({
      ...row,
      panoptic: { strict: strict[n]!, lenient: lenient[n]! },
    }));
    expect(cardFigures({ manifest, evaluation: { ...evaluation, cases } })).toContain(
      "- ct-liver-tumour: of 5 lesions 2 are pairs, 1 overlap by an IoU of 0.1 to 0.5 only, 2 by less; " +
        "6 pieces found overlap no lesion by 0.1, 4 of them in volume-2. Recognition (RQ) limits it most.",
    );
    expect(cardFigures({ manifest, evaluation })).not.toContain("What limits it");
  });

  test("two models are compared on the same patients", () => {
    const twin = evaluationOf("ct-liver-tumour-attention", [
      { ...first, targets: { ...first.targets, liver: { ...first.targets.liver!, dice: 0.96 } } },
      second,
    ]);
    const page = modelsPage([
      { manifest, evaluation },
      { manifest: { ...manifest, name: twin.model }, evaluation: twin },
    ]);
    expect(page).toContain("| ct-liver-tumour-attention − ct-liver-tumour | Dice |");
    expect(page).toMatch(/\| liver \| \+0\.005 \[0\.000, \+0\.010\] \| 1\.000 \| 2 \|/);
  });
});

describe("figures belong to a model", () => {
  const weights = Object.fromEntries(
    manifest.networks[0]!.weights.map(({ precision, sha256 }) => [precision, sha256]),
  );
  const own = { ...evaluation, weights, contract: contractOf(manifest) };

  test("with the weights they were made with", () => {
    expect(belongsTo(own, manifest)).toBe(true);
    expect(belongsTo({ ...own, weights: evaluation.weights }, manifest)).toBe(false);
    expect(belongsTo({ ...own, weights: { ...weights, float8: "b" } }, manifest)).toBe(false);
  });

  test("with the clean-up they were made with", () => {
    expect(belongsTo(own, { ...manifest, postprocessing: [] })).toBe(false);
    expect(belongsTo(own, { ...manifest, title: "Another title" })).toBe(true);
  });
});
