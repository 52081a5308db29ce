/** Three-dimensional outlines from prompts: clicks, boxes, lassos and scribbles. */
export {
  loadPromptedModel,
  type PromptedManifest,
  type PromptedModel,
  parsePromptedManifest,
} from "./model/index.ts";
export {
  type ApplyOptions,
  applyPrompt,
  checkPrompts,
  createPrompter,
  createWorkerPrompter,
  outlinedSegment,
  type Prompt,
  type PromptAlgorithm,
  type Prompter,
  type PrompterOptions,
  type PromptMethod,
  type PromptOptions,
  type PromptReport,
  type PromptResult,
  type WorkerPrompterOptions,
} from "./prompting/index.ts";
