/** Public types of `cornerstone-autoseg/prompting`; compiled, never run. */
import { readSeries } from "cornerstone-autoseg";
import { createOperationRunner, type EditStep, SegmentationSession } from "cornerstone-autoseg/editing";
import {
  applyPrompt,
  createPrompter,
  createWorkerPrompter,
  loadPromptedModel,
  type Prompt,
  type Prompter,
  type PromptResult,
} from "cornerstone-autoseg/prompting";
import { type Equal, type Expect, expectType } from "./expect.ts";

export type Checks = [
  Expect<Equal<Prompt["kind"], "click" | "box" | "lasso" | "scribble">>,
  Expect<Equal<keyof PromptResult, "mask" | "probability" | "plane" | "obeyed" | "algorithm" | "report">>,
];

const { volume } = await readSeries([]);
const model = await loadPromptedModel("models/click-any/");
expectType<Prompter>()(await createWorkerPrompter(model, { device: "webgpu", assets: { workers: "/w" } }));
await using prompter = await createPrompter(model);
const { signal } = new AbortController();
const prompts: Prompt[] = [
  { kind: "click", at: [1, 2, 3], adds: true },
  {
    kind: "box",
    corners: [
      [0, 0, 3],
      [9, 9, 3],
    ],
    plane: "axial",
  },
];
// @ts-expect-error a lasso is drawn in a plane
prompts.push({ kind: "lasso", points: [] });
await prompter.prepare(volume, "axial", 12, { signal });
const result = await prompter.prompt(volume, prompts, { signal, onSlice: ({ sliceIndex }) => sliceIndex });
const session = new SegmentationSession(volume.grid, [], 2, { image: volume.voxels });
expectType<EditStep | undefined>()(await applyPrompt(session, createOperationRunner(), result, { signal }));
