/** A prompter in a web worker of its own, so that computing does not block the page. */
import * as Comlink from "comlink";
import { AutosegError } from "../errors.ts";
import type { Plane } from "../geometry/index.ts";
import type { Provider } from "../inference/index.ts";
import type { PromptedModel } from "../model/index.ts";
import type { GridSlice, Volume } from "../volume/index.ts";
import { type Answer, announceLife, answer, receiveAssets } from "../workers/index.ts";
import type { Prompt } from "./prompt.ts";
import type { PrompterOptions } from "./prompt-options.ts";
import type { PromptMethod, PromptResult } from "./prompt-result.ts";
import { createPrompter, type Prompter } from "./prompter.ts";

/** What the page needs to know about a prompter that has started. */
export interface StartedPrompter {
  readonly method: PromptMethod;
  readonly provider: Provider | undefined;
  readonly reason: string | undefined;
}

let started: Prompter | undefined;
let volume: Volume | undefined;
const running = new Map<number, AbortController>();

/** Does work that the page may cancel, by its number. */
async function cancellable<Result>(
  id: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  running.set(id, abort);
  try {
    return await work(abort.signal);
  } finally {
    running.delete(id);
  }
}

function opened(): { readonly prompter: Prompter; readonly volume: Volume } {
  if (started && volume) return { prompter: started, volume };
  throw new AutosegError("inference-failed", "The model was not started. Call start first.", {
    provider: "worker",
  });
}

const prompterWorker = {
  start: (model: PromptedModel | undefined, options: PrompterOptions): Promise<Answer<StartedPrompter>> =>
    answer(async () => {
      started = await createPrompter(model, options);
      const { method, provider, reason } = started;
      return { method, provider, reason };
    }),

  open: ([opening]: readonly Volume[]): Promise<Answer<undefined>> =>
    answer(async () => {
      volume = opening;
      return undefined;
    }),

  prompt: (
    id: number,
    prompts: readonly Prompt[],
    onSlice: ((slice: GridSlice) => unknown) | undefined,
  ): Promise<Answer<PromptResult>> =>
    answer(
      () =>
        cancellable(id, async (signal) => {
          const { prompter, volume: open } = opened();
          const deliveries: unknown[] = [];
          const result = await prompter.prompt(open, prompts, {
            signal,
            onSlice:
              onSlice &&
              ((slice) => deliveries.push(onSlice(Comlink.transfer(slice, [slice.labels.buffer])))),
          });
          // Slices travel on a port of their own: without this, the result could overtake the last of them.
          await Promise.allSettled(deliveries);
          return result;
        }),
      ({ mask, probability }) => [mask.values.buffer, probability.values.buffer],
    ),

  prepare: (id: number, plane: Plane, sliceIndex: number): Promise<Answer<undefined>> =>
    answer(() =>
      cancellable(id, async (signal) => {
        const { prompter, volume: open } = opened();
        await prompter.prepare(open, plane, sliceIndex, { signal });
        return undefined;
      }),
    ),

  cancel: (id: number): void => running.get(id)?.abort(),
};

export type PrompterWorker = typeof prompterWorker;

receiveAssets();
Comlink.expose(prompterWorker);
announceLife();
