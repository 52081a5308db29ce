import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { crfCandidates, trainingCases, withCrf } from "../../../scripts/evaluate-models/crf/candidates.ts";
import {
  decideCase,
  measureWith,
  withoutPostprocessing,
} from "../../../scripts/evaluate-models/crf/decided-case.ts";
import { type CrfFigures, readCrf } from "../../../scripts/evaluate-models/crf/recorded-crf.ts";
import { crfSection, verdictOf } from "../../../scripts/evaluate-models/crf/tables.ts";
import { findModels } from "../../../scripts/evaluate-models/record.ts";
import { assumedVoxelMm, measureCase, toVolume } from "../../../scripts/evaluate-models/run-case.ts";
import type { StripCase } from "../../../scripts/evaluate-models/strips.ts";
import { compareMeanDice } from "../../../scripts/evaluate-models/summary.ts";
import { taskOf, tasks } from "../../../scripts/evaluate-models/tasks.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";
import { caseRow } from "./example.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const [liverTask] = tasks;

describe("the step of a dense CRF", () => {
  test("comes before all other postprocessing, of all segments", () => {
    const manifest = exampleManifest();
    const [step, ...others] = withCrf(manifest, crfCandidates[0]!).postprocessing;
    expect(step).toMatchObject({
      operation: "dense-crf",
      values: manifest.segments.map(({ value }) => value),
      ...crfCandidates[0],
    });
    expect(others).toEqual(manifest.postprocessing);
  });

  test("tried on a case as the network left it gives what a run with it gives", async () => {
    const model = await loadModel(join(root, "tests", "fixtures", "models", "threshold-tiny"));
    const strip = noisyDisc();
    const voxelMm = assumedVoxelMm(model.manifest, liverTask!)!;
    const volume = toVolume(strip, liverTask!, voxelMm);
    await using bare = await createSegmenter(withoutPostprocessing(model));
    const { manifest } = model;
    const decided = await decideCase(bare, strip, { manifest, task: liverTask! }, {});
    const rows = [];
    for (const each of [manifest, ...crfCandidates.slice(3, 5).map((one) => withCrf(manifest, one))]) {
      await using segmenter = await createSegmenter({ ...model, manifest: each });
      const { labelMap } = await segmenter.run(volume);
      const expected = measureCase(
        strip,
        { float32: labelMap.voxels, float16: undefined },
        liverTask!,
        voxelMm,
      );
      const row = measureWith(decided, each, liverTask!);
      expect(row).toEqual(expected);
      rows.push(JSON.stringify(row));
    }
    expect(new Set(rows).size).toBe(3);
  });
});

/** A liver-like disc in noise, which a network outlines badly. */
function noisyDisc(): StripCase {
  const size = [64, 64, 3] as const;
  const voxels = size[0] * size[1] * size[2];
  const [grey, labels] = [new Uint8Array(voxels), new Uint8Array(voxels)];
  let state = 1;
  for (let n = 0; n < voxels; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const [x, y] = [n % 64, Math.floor(n / 64) % 64];
    const isInside = Math.hypot(x - 26, y - 32) < 14;
    labels[n] = isInside ? 1 : 0;
    grey[n] = Math.round((isInside ? 165 : 60) + 70 * (state / 2 ** 32 - 0.5));
  }
  return { name: "noisy-disc", size, grey, labels };
}

test("parameters are chosen on one case of a patient each, none of a patient who was kept back", () => {
  const all = ["a_1", "a_2", "b_1", "b_2", "c_1", "c_2", "d_1", "d_2"];
  const patientOf = (name: string) => name[0]!;
  expect(trainingCases(all, ["b_1"], { count: 3, patientOf })).toEqual(["a_1", "c_1", "d_1"]);
});

describe("the pages", () => {
  const before = [0.5, 0.6, 0.7, 0.6, 0.5, 0.4].map((dice, n) => caseRow(`p${n}`, dice, dice));
  const figuresWith = (change: (n: number) => number): CrfFigures => ({
    model: "ct-liver-tumour",
    weights: {},
    contract: "",
    temperatures: [1, 1],
    search: {
      cases: ["t1", "t2"],
      without: 0.9,
      withEach: crfCandidates.map((candidate, n) => ({ ...candidate, dice: 0.9 + n / 1000 })),
    },
    parameters: crfCandidates[5]!,
    before,
    after: before.map(({ targets }, n) => {
      const dice = targets.liver!.dice! + change(n);
      return caseRow(`p${n}`, dice, dice);
    }),
    command: "",
  });
  const pageOf = (change: (n: number) => number) =>
    crfSection(liverTask!, [{ manifest: exampleManifest(), figures: figuresWith(change) }]).join("\n");

  test("say what it changes, with parameters and figures of the training patients", () => {
    const page = pageOf((n) => 0.1 + n / 1000);
    expect(page).toContain("6 validation patients");
    expect(page).toContain("| 0.550 | +0.102 [+0.101, +0.104] | 0.031 | +0.103 | +0.103 | helps |");
    expect(page).toContain("| 3, 30 mm, 0.05 | 3, 4.5 mm | 0.9000 | 0.9050 | 0.9000 | 2 |");
  });

  test("say plainly where it harms, and where it does not help", () => {
    expect(pageOf((n) => -0.1 - n / 1000)).toContain("| harms |");
    expect(pageOf((n) => (n % 2 === 0 ? 0.01 : -0.01))).toContain("| does not help |");
  });
});

describe("what is recorded", async () => {
  const models = await findModels(root);
  const split = JSON.parse(
    readFileSync(join(root, "models", "training", "autoseg_training", "split.json"), "utf8"),
  );

  test.each(models)(
    "of %s: parameters of training patients only, and no CRF where it does not help",
    async (name) => {
      const folder = join(root, "models", name);
      const { postprocessing } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
      const crf = await readCrf(folder);
      const isOn = postprocessing.some(({ operation }: { operation: string }) => operation === "dense-crf");
      if (isOn) expect(crf && verdictOf(compareMeanDice(crf.after, crf.before)!)).toBe("helps");
      if (!crf) return;
      const task = taskOf(name)!;
      const keptBack = new Set(split[task.name].validation.map(task.patientOf));
      expect(crf.search.cases.filter((each) => keptBack.has(task.patientOf(each)))).toEqual([]);
      expect(crf.after.map((row) => row.case)).toEqual(split[task.name].validation);
    },
  );
});
