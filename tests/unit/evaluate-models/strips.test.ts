import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readStripCase } from "../../../scripts/evaluate-models/strips.ts";
import { tasks } from "../../../scripts/evaluate-models/tasks.ts";
import { countLabels } from "../../../src/volume/label-map.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const dataFolder = join(root, "..", "shared", "data", "train");
const reason = existsSync(dataFolder) ? "" : " (skipped: no ../shared/data/train)";

describe.skipIf(reason)(`strips of the training data${reason}`, () => {
  test.each([
    { set: "ct-liver-lits", name: "volume-36", parts: ["volume-36"] },
    { set: "ct-liver-lits", name: "volume-48", parts: ["volume-48"] },
    { set: "mr-glioma-lgg", name: "TCGA_CS_4944", parts: ["TCGA_CS_4944"] },
    { set: "mr-cardiac-acdc", name: "patient002_frame01", parts: ["patient002_frame01"] },
    { set: "ct-liver-lits", name: "volume-03", parts: ["volume-03a", "volume-03b"] },
    { set: "ct-abdomen-btcv", name: "btcv-15", parts: ["btcv-15"] },
  ])("$name has the slices and labels that the index says", async ({ set, name, parts }) => {
    const index = JSON.parse(readFileSync(join(dataFolder, "index.json"), "utf8"));
    const { size, spacingMm, grey, labels } = await readStripCase(dataFolder, set, name);
    const slices = parts.reduce((sum, part) => sum + index[set][part].slices, 0);
    expect(size).toEqual([index[set][parts[0]!].columns, index[set][parts[0]!].rows, slices]);
    expect(spacingMm).toEqual(index[set][parts[0]!].spacingMm);
    expect(grey.length).toBe(labels.length);
    const counts = countLabels(labels);
    for (let value = 0; value < 14; value++) {
      const expected = parts.reduce((sum, part) => sum + (index[set][part].voxels[value] ?? 0), 0);
      expect(counts[value] ?? 0).toBe(expected);
    }
  });

  test("a case that is not there is named", async () => {
    await expect(readStripCase(dataFolder, "ct-liver-lits", "volume-999")).rejects.toThrow(
      "names no case volume-999",
    );
  });
});

test("every task is one of the recipe's, with validation cases", () => {
  const path = join(root, "models", "training", "autoseg_training", "split.json");
  const split = JSON.parse(readFileSync(path, "utf8"));
  for (const { name } of tasks) expect(split[name].validation.length).toBeGreaterThan(0);
});

test("without data the command says so in a sentence", () => {
  const main = join(root, "scripts", "evaluate-models", "main.ts");
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", main, "--data", join(root, "no-such-folder")],
    { cwd: root, encoding: "utf8" },
  );
  expect(stderr).toMatch(/^There are no validation cases at .*no-such-folder: .*--data\.$/m);
  expect(status).toBe(1);
});
