import { isAutosegError, throwIfCancelled } from "../errors.ts";
import type { Plane } from "../geometry/index.ts";
import { createBackend, type Provider } from "../inference/index.ts";
import { isPatchManifest, type PromptedModel } from "../model/index.ts";
import type { Volume } from "../volume/index.ts";
import { untilAborted } from "../workers/index.ts";
import { createEncodedEngine } from "./encoded-engine.ts";
import { createNetworkEngine } from "./network-engine.ts";
import type { OutlineEngine } from "./outline-engine.ts";
import { OutlineSession } from "./outline-session.ts";
import type { Prompt } from "./prompt.ts";
import type { PrompterOptions, PromptOptions } from "./prompt-options.ts";
import type { PromptMethod, PromptResult } from "./prompt-result.ts";
import { createWalkerEngine } from "./walker-engine.ts";

/** Outlines what a user points at. Calls are answered one after the other. */
export interface Prompter extends AsyncDisposable {
  readonly method: PromptMethod;
  /** What the network runs on; undefined for the random walker. */
  readonly provider: Provider | undefined;
  /** Why the random walker outlines, as a sentence; undefined for a network. */
  readonly reason: string | undefined;
  /**
   * The object at which all these prompts point together. They are answered in their order; those that an earlier call on
   * the same volume had at the beginning are not computed again, so that one more costs one more, and one that is taken away
   * costs those after it.
   * @throws AutosegError (the promise rejects) `invalid-argument` for prompts outside the image, contradictory ones and none
   * that points at the object; `model-mismatch` for a modality that the model does not take; `cancelled`;
   * `inference-failed`, `out-of-memory`, `device-lost` when no provider is left.
   */
  prompt(volume: Volume, prompts: readonly Prompt[], options?: PromptOptions): Promise<PromptResult>;
  /**
   * Does beforehand what a prompt in a slice will need: the statistics of the volume, and the features of that slice where the
   * model has an encoder.
   * @param sliceIndex along the grid axis across which the plane's slices lie.
   * @throws AutosegError (the promise rejects) as {@link prompt}.
   */
  prepare(
    volume: Volume,
    plane: Plane,
    sliceIndex: number,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<void>;
}

/** What keeps a network from running on this machine; the random walker can do without it. */
const reasonsToWalk = ["no-provider", "wrong-numbers", "adapter-too-small", "out-of-memory"] as const;

/**
 * Starts a model that outlines what a user points at, in this thread. Without a model, or with a network of patches that no
 * provider of this machine computes rightly, the random walker takes its place and says so (`method`, `reason`).
 * @throws AutosegError `invalid-model`, `model-not-found`, `model-hash-mismatch`.
 */
export async function createPrompter(
  model: PromptedModel | undefined,
  options: PrompterOptions = {},
): Promise<Prompter> {
  return toPrompter(await createEngine(model, options));
}

async function createEngine(
  model: PromptedModel | undefined,
  options: PrompterOptions,
): Promise<OutlineEngine> {
  if (!model) return createWalkerEngine("No network was given; the random walker outlines.");
  const { manifest, location } = model;
  if (!isPatchManifest(manifest)) return createEncodedEngine({ manifest, location }, options);
  try {
    return createNetworkEngine(manifest, await createBackend({ manifest, location }, options));
  } catch (error) {
    if (!isAutosegError(error) || !reasonsToWalk.some((code) => isAutosegError(error, code))) throw error;
    return createWalkerEngine(`${error.message} The random walker outlines instead.`);
  }
}

function toPrompter(engine: OutlineEngine): Prompter {
  let session: OutlineSession | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(() => {
      throwIfCancelled(signal);
      return work();
    });
    last = turn.catch(() => undefined);
    return untilAborted(turn, signal);
  };
  const sessionOf = (volume: Volume): OutlineSession => {
    if (session?.volume !== volume) session = new OutlineSession(volume, engine);
    return session;
  };
  return {
    method: engine.method,
    get provider() {
      return engine.provider;
    },
    reason: engine.reason,
    prompt: (volume, prompts, options = {}) =>
      inTurn(options.signal, () => sessionOf(volume).prompt(prompts, options)),
    prepare: (volume, plane, sliceIndex, { signal } = {}) =>
      inTurn(signal, () => sessionOf(volume).prepare(plane, sliceIndex, signal)),
    async [Symbol.asyncDispose]() {
      await last;
      await engine[Symbol.asyncDispose]();
    },
  };
}
