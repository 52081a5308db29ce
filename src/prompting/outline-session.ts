import { throwIfCancelled } from "../errors.ts";
import { acquisitionPlane, type Plane } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import { letEventsIn } from "../workers/index.ts";
import type { OutlineEngine, VolumeEngine } from "./outline-engine.ts";
import { placePrompt } from "./place-prompts.ts";
import { checkPrompts, type Prompt, pointsOf, promptAdds } from "./prompt.ts";
import type { PromptOptions } from "./prompt-options.ts";
import { createPromptPlane, type PromptPlane } from "./prompt-plane.ts";
import { type PromptResult, toBlocks, toGridSlice } from "./prompt-result.ts";
import type { SliceOutliner } from "./slice-outliner.ts";
import { addPrompts, emptyOutline, isInside, type VolumeOutline } from "./volume-outline.ts";

/** Outlines objects in one volume, prompt by prompt; what is known of the last object is kept. */
export class OutlineSession {
  readonly volume: Volume;
  readonly #engine: OutlineEngine;
  #open: VolumeEngine | undefined;
  readonly #views = new Map<Plane, PromptPlane>();
  /** The outline after each prompt of the last call, by the prompt's serialised text. */
  #steps: { readonly text: string; readonly outline: VolumeOutline }[] = [];

  constructor(volume: Volume, engine: OutlineEngine) {
    this.volume = volume;
    this.#engine = engine;
  }

  async prompt(prompts: readonly Prompt[], { signal, onSlice }: PromptOptions): Promise<PromptResult> {
    const startedMs = performance.now();
    checkPrompts(this.volume.grid, prompts);
    // The first prompt that indicates the object: one outside it says nothing about the plane.
    const view = this.#view(prompts.find(promptAdds)!.plane ?? acquisitionPlane(this.volume.grid));
    const ordered = [...prompts].sort((a, b) => rank(a, prompts) - rank(b, prompts));
    let [slices, firstSliceMs] = [0, 0];
    const outliner = counted(this.#volumeEngine.outliner(view), () => {
      if (slices++ === 0) firstSliceMs = performance.now() - startedMs;
    });
    const { size } = this.volume.grid;
    const texts = ordered.map((prompt) => `${view.plane} ${JSON.stringify(prompt)}`);
    const firstNew = texts.findIndex((text, n) => this.#steps[n]?.text !== text);
    const steps = this.#steps.slice(0, firstNew < 0 ? texts.length : firstNew);
    for (let n = steps.length; n < ordered.length; n++) {
      const outline = await addPrompts(
        steps.at(-1)?.outline ?? emptyOutline,
        placePrompt(view, ordered[n]!),
        outliner,
        {
          signal,
          view,
          onSlice: onSlice && ((slice, part) => onSlice(toGridSlice(view, size, slice, part))),
        },
      );
      steps.push({ text: texts[n]!, outline });
      this.#steps = steps;
    }
    this.#steps = steps;
    const { outline } = steps.at(-1)!;
    return {
      ...toBlocks(view, outline),
      plane: view.plane,
      obeyed: prompts.map((prompt) => isObeyed(view, outline, prompt)),
      algorithm: this.#engine.algorithm,
      report: {
        method: this.#engine.method,
        provider: this.#engine.provider,
        reason: this.#engine.reason,
        slices,
        firstSliceMs,
        totalMs: performance.now() - startedMs,
      },
    };
  }

  async prepare(plane: Plane, sliceIndex: number, signal: AbortSignal | undefined): Promise<void> {
    const view = this.#view(plane);
    const isFlipped = view.toIjk(0, 0, 0)[view.axes.slices] !== 0;
    await this.#volumeEngine.prepare(view, isFlipped ? view.slices - 1 - sliceIndex : sliceIndex, signal);
  }

  get #volumeEngine(): VolumeEngine {
    this.#open ??= this.#engine.open(this.volume);
    return this.#open;
  }

  #view(plane: Plane): PromptPlane {
    let view = this.#views.get(plane);
    if (!view) {
      view = createPromptPlane(this.volume.grid, plane);
      this.#views.set(plane, view);
    }
    return view;
  }
}

/** The order of a prompt: after the first one that indicates the object. */
function rank(prompt: Prompt, prompts: readonly Prompt[]): number {
  return prompt === prompts.find(promptAdds) ? 0 : 1;
}

function isObeyed(view: PromptPlane, outline: VolumeOutline, prompt: Prompt): boolean {
  const points = pointsOf(prompt).map((point) => view.toPlane(point));
  const isFound = points.some(({ slice, row, column }) => isInside(outline, Math.round(slice), row, column));
  if (prompt.kind === "box" || prompt.kind === "lasso") return outline.slices.size > 0;
  return prompt.adds ? isFound : !isFound;
}

/** Wraps the outliner: reports each finished slice, and lets other tasks of the thread run in between. */
function counted(outliner: SliceOutliner, onDone: () => void): SliceOutliner {
  return {
    async outline(task, signal) {
      throwIfCancelled(signal);
      const part = await outliner.outline(task, signal);
      onDone();
      await letEventsIn();
      throwIfCancelled(signal);
      return part;
    },
  };
}
