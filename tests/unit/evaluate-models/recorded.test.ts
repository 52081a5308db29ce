import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { readEvaluation } from "../../../scripts/evaluate-models/model-folder.ts";
import { toEvidence } from "../../../scripts/evaluate-models/pages.ts";
import { findModels, readPages } from "../../../scripts/evaluate-models/record.ts";
import { taskOf } from "../../../scripts/evaluate-models/tasks.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const models = await findModels(root);
const pages = await readPages(root, models);

/** Without the data: that the figures themselves are true is what `npm run models:evaluate -- --check` says. */
describe("the recorded figures", () => {
  test.each(pages.map((page) => [relative(root, page.path), page] as const))(
    "are those of %s (else: npm run models:evaluate -- --pages)",
    (_, { found, expected }) => {
      expect(found).toBe(expected);
    },
  );

  test.each(models)("of %s are its manifest's evidence, and belong to its weights", async (name) => {
    const folder = join(root, "models", name);
    if (!existsSync(join(folder, "evaluation.json"))) return;
    const evaluation = await readEvaluation(folder);
    expect(evaluation, "figures of other weights: run npm run models:evaluate -- --record").toBeDefined();
    const { evidence } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    expect(evidence).toEqual(toEvidence(taskOf(name)!, evaluation!));
  });

  test.each(models)("of %s in half precision have the labels of single precision", async (name) => {
    const evaluation = await readEvaluation(join(root, "models", name));
    const agreements = (evaluation?.cases ?? []).flatMap(({ float16 }) =>
      Object.values(float16?.agreement ?? {}).flatMap((dice) => dice ?? []),
    );
    expect(Math.min(1, ...agreements)).toBeGreaterThanOrEqual(0.999);
  });
});
