/** Outlining what a user points at: clicks, boxes, lassos and scribbles into an object in three dimensions. */
export { checkPrompts, type Prompt } from "./prompt.ts";
export type { PromptMethod, PromptReport, PromptResult } from "./prompt-result.ts";
export type { PrompterOptions, PromptOptions } from "./prompt-options.ts";
export { createPrompter, type Prompter } from "./prompter.ts";
