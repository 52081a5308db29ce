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

/** Outlines what a user points at. Calls are answered one at a time. */
export interface Prompter extends AsyncDisposable {
  readonly method: PromptMethod;
  /** The network's provider; undefined for the random walker. */
  readonly provider: Provider | undefined;
  /** Why the random walker is used, as a sentence; undefined for a network. */
  readonly reason: string | undefined;
  /**
   * The object that all these prompts indicate together, answered in order. Prompts that an earlier call on the same volume
   * began with are not computed again: an additional prompt costs one prompt; removing one costs those after it.
   * @throws AutosegError (the promise rejects) `invalid-argument` for prompts outside the image, contradictory ones, or if
   * none indicates the object; `model-mismatch` for a modality that the model does not support; `cancelled`;
   * `inference-failed`, `out-of-memory`, `device-lost` if no provider is left.
   */
  prompt(volume: Volume, prompts: readonly Prompt[], options?: PromptOptions): Promise<PromptResult>;
  /**
   * Computes in advance what a prompt on a slice will need: the volume's statistics and, for a model with an encoder, the
   * slice's features.
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

/** Errors because of which a network cannot run on this machine; the random walker is not affected by them. */
const reasonsToWalk = ["no-provider", "wrong-numbers", "adapter-too-small", "out-of-memory"] as const;

/**
 * Starts a prompted model in this thread. Without a model, or if no provider of this machine computes a network of patches
 * correctly, the random walker is used instead; `method` and `reason` say so.
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
  if (!model) return createWalkerEngine("No network was given, so the random walker is used.");
  const { manifest, location } = model;
  if (!isPatchManifest(manifest)) return createEncodedEngine({ manifest, location }, options);
  try {
    return createNetworkEngine(manifest, await createBackend({ manifest, location }, options));
  } catch (error) {
    if (!isAutosegError(error) || !reasonsToWalk.some((code) => isAutosegError(error, code))) throw error;
    return createWalkerEngine(`${error.message} The random walker is used instead.`);
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
