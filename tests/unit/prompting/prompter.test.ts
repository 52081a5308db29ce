import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { loadPromptedModel } from "../../../src/model/index.ts";
import { createPrompter, type Prompt } from "../../../src/prompting/index.ts";
import { countBright, createBalls, grid } from "./phantom.ts";

const clickAny = join(import.meta.dirname, "..", "..", "..", "models", "click-any");
const volume = createBalls();
const large = countBright(volume, (i) => i < 44);
const click: Prompt = { kind: "click", at: ijkToLps(grid, [28, 20, 8]), adds: true, plane: "axial" };

describe("a prompter", () => {
  test.each([
    ["the shipped network", clickAny],
    ["the random walker", undefined],
  ])("outlines a ball from one click: %s", async (_, folder) => {
    const model = folder === undefined ? undefined : await loadPromptedModel(folder);
    await using prompter = await createPrompter(model);
    await prompter.prepare(volume, "axial", 8);
    const { mask, report, algorithm } = await prompter.prompt(volume, [click]);
    const count = mask.values.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(count - large) / large).toBeLessThan(0.35);
    expect(report.method).toBe(folder ? "network" : "random-walker");
    expect(report.reason === undefined).toBe(folder !== undefined);
    expect(algorithm.algorithmName).toBe(folder ? "click-any" : "random walker");
  });

  test("answers calls one after the other, and gives one up at once", async () => {
    await using prompter = await createPrompter(undefined);
    const abort = new AbortController();
    const first = prompter.prompt(volume, [click], { signal: abort.signal });
    const second = prompter.prompt(volume, [click]);
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    expect((await second).mask.values.length).toBeGreaterThan(0);
  });

  test("refuses a series that its model is not made for", async () => {
    const model = await loadPromptedModel(clickAny);
    const { CT } = model.manifest.intensity;
    const ctOnly = { ...model, manifest: { ...model.manifest, intensity: { CT: CT! } } };
    await using prompter = await createPrompter(ctOnly as typeof model);
    const mr = { ...volume, unit: "arbitrary", modality: "MR" } as const;
    await expect(prompter.prompt(mr, [click])).rejects.toMatchObject({ code: "model-mismatch" });
  });
});
