import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cardOf, noteOf } from "../../../scripts/evaluate-models/comparison/card.ts";
import type { Costs } from "../../../scripts/evaluate-models/comparison/costs.ts";
import {
  type ComparedNetwork,
  type Comparison,
  readArchitectures,
} from "../../../scripts/evaluate-models/comparison/networks.ts";
import { architecturesPage } from "../../../scripts/evaluate-models/comparison/page.ts";
import { summarizeArchitectures } from "../../../scripts/evaluate-models/comparison/summary.ts";
import { taskOf } from "../../../scripts/evaluate-models/tasks.ts";
import { exampleManifest } from "../model/example-manifest.ts";
import { caseRow, evaluationOf } from "./example.ts";

function network(
  architecture: string,
  seed: number,
  dice: readonly number[],
  costs?: Costs,
): ComparedNetwork {
  return {
    manifest: {
      ...exampleManifest(),
      architecture,
      training: { seed, steps: 6000, samples: 24_000 },
      complexity: { parameters: 1_421_796, multiplyAdds: 3_673_755_648 },
    },
    evaluation: evaluationOf(
      "ct-liver-tumour",
      dice.map((value, index) => caseRow(`p${index}`, value, value)),
    ),
    costs,
  };
}

const comparison: Comparison = {
  task: taskOf("ct-liver-tumour")!,
  steps: 6000,
  samples: 24_000,
  networks: [
    network("PSPNet", 1, [0.5, 0.6, 0.7, 0.6, 0.5, 0.4]),
    network("U-Net", 2, [0.7, 0.8, 0.9, 0.8, 0.7, 0.6]),
    network("U-Net", 1, [0.9, 0.8, 0.9, 0.8, 0.7, 0.6], { nativeMs: 61.4, wasmMs: 140, peakMb: 301 }),
    network("DeepLabv3+", 1, [0.79, 0.85, 0.9, 0.8, 0.7, 0.6]),
  ],
};

describe("architectures that were trained alike", () => {
  const summaries = summarizeArchitectures(comparison);

  test("are ordered by their mean Dice, the runs of one taken together by patient", () => {
    expect(summaries.map(({ architecture }) => architecture)).toEqual(["DeepLabv3+", "U-Net", "PSPNet"]);
    expect(summaries[1]).toMatchObject({ seeds: [{ seed: 1 }, { seed: 2 }], dice: { count: 6 } });
    expect(summaries[1]!.seeds.map(({ dice }) => dice)).toEqual([
      expect.closeTo(4.7 / 6, 12),
      expect.closeTo(4.5 / 6, 12),
    ]);
    expect(summaries[1]!.dice.mean).toBeCloseTo((0.8 + 0.8 + 0.9 + 0.8 + 0.7 + 0.6) / 6, 12);
  });

  test("are held against the U-Net by patient, p corrected for their number", () => {
    const [best, unet, worst] = summaries;
    expect(unet!.againstBaseline).toBeUndefined();
    expect(worst!.againstBaseline!.difference).toMatchObject({ count: 6 });
    expect(worst!.againstBaseline!.wilcoxonP).toBeCloseTo(2 / 2 ** 6, 12);
    expect(worst!.againstBaseline!.adjustedP).toBeCloseTo(4 / 2 ** 6, 12);
    expect(best!.againstBaseline!.adjustedP).toBeGreaterThanOrEqual(0.5);
  });

  test("have a section with their tables, which names those without figures", () => {
    const page = architecturesPage([comparison], ["U-Net", "SegNet", "PSPNet", "FCN-8s", "DeepLabv3+"], []);
    expect(page).toContain("6,000 steps, 24,000 patches seen");
    expect(page).toContain("There are no figures for SegNet and FCN-8s.");
    expect(page).toMatch(/\| U-Net \| \*\*0\.767 \[.*?\]\*\* \| 1: 0\.783, 2: 0\.750 \|/);
    expect(page).toContain("| U-Net | 1.42 | 3.67 |");
    expect(page).toMatch(/\| PSPNet \| \*\*0\.550 \[.*?\]\*\* \| 1: 0\.550 \|/);
    expect(page).toMatch(/\| 0\.031 \| 0\.063 \|/);
    expect(page).not.toContain("dense CRF");
    expect(architecturesPage([], [], [])).toBe("No comparison is recorded.");
  });
});

test("the architectures are those of the recipe's registry", async () => {
  const found = await readArchitectures(join(import.meta.dirname, "..", "..", ".."));
  expect(found).toContain("U-Net");
  expect(found).toContain("SegNet");
  expect(new Set(found).size).toBe(found.length);
});

test("a network that is shipped from a comparison says so on its card, and which model is recommended", () => {
  const { manifest } = network("DeepLabv3+", 3, [1]);
  const card = cardOf(manifest, comparison.task);
  expect(card).toContain("comparison of architectures with a small common budget");
  expect(card).toContain("[ct-liver-tumour](../ct-liver-tumour/README.md), which was trained longer");
  expect(card).toContain("(seed 3) in 6,000 steps and 24,000 patches");
  expect(card).toContain("1.4 million parameters, 3.7 billion multiply-adds");
  expect(card).not.toContain("Non-commercial");
  expect(cardOf({ ...manifest, licence: "CC-BY-NC-4.0" }, comparison.task)).toContain(
    "Non-commercial licence.",
  );
  expect(noteOf(comparison.task)).toContain("ct-liver-tumour is the recommended model");
});
