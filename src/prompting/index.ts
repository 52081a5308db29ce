/** Outlining what a user points at: clicks, boxes, lassos and scribbles become an object in three dimensions. */
export { type ApplyOptions, applyPrompt } from "./apply-prompt.ts";
export { outlinedSegment } from "./outlined-segment.ts";
export { checkPrompts, type Prompt } from "./prompt.ts";
export type { PrompterOptions, PromptOptions } from "./prompt-options.ts";
export type { PromptAlgorithm, PromptMethod, PromptReport, PromptResult } from "./prompt-result.ts";
export { createPrompter, type Prompter } from "./prompter.ts";
export { createWorkerPrompter, type WorkerPrompterOptions } from "./worker-prompter.ts";
