import { isAutosegError } from "../errors.ts";
import type { GraphModel } from "../model/index.ts";
import type { Backend, Provider, RefusedProvider } from "./backend.ts";
import { checkFinite, checkNumbers } from "./numeric-check.ts";
import { toInferenceError } from "./runtime-backend.ts";
import { firstLine } from "./session.ts";

/** One way to run a model. */
export interface Candidate {
  /** For messages: "WebGPU". */
  readonly label: string;
  /** @param reason why this candidate is tried; becomes part of its `Provider`. */
  open(reason: string): Promise<Backend>;
}

/** A backend that survives the failure of a provider. */
export interface FallbackBackend extends Backend {
  /** Candidates that were given up, in order. */
  readonly refused: readonly RefusedProvider[];
  /** Number of restarts of a provider after a failure. */
  readonly restarts: number;
  /**
   * To be called when nobody waits for the current run any more. A provider that does not finish within the time it takes to
   * start is ended, if that aborts its run, and started again by the next request. This counts neither as a failure nor as a
   * restart.
   */
  interrupt(): Promise<void>;
}

/** A candidate is given up after this many consecutive failures, without a successful run in between. */
const mostFailures = 2;

/** A candidate is given up after this many starts, even if it runs successfully in between. */
const mostStarts = 5;

/** Errors that no other provider could avoid. */
const hopeless = ["invalid-manifest", "model-not-found", "model-hash-mismatch"] as const;

/**
 * A backend on the first candidate that starts and reproduces the manifest's reference. If a run fails, for instance because
 * the GPU device is lost, a worker dies or an output is not finite, the candidate is restarted and the same input run again; if
 * that fails too, the next candidate takes over. `provider` always says what runs now, and why.
 * @throws AutosegError of the last candidate, if none is left.
 */
export async function createFallbackBackend(
  { manifest }: GraphModel,
  candidates: readonly Candidate[],
  firstReason: string,
): Promise<FallbackBackend> {
  const left = [...candidates];
  const refused: RefusedProvider[] = [];
  let reason = firstReason;
  let failures = 0;
  let starts = 0;
  let restarts = 0;
  const underWay = new Set<Promise<unknown>>();
  const interrupted = new WeakSet<Backend>();

  const giveUp = (error: unknown): void => {
    // The last candidate stays, for the next run to try.
    if (left.length === 1 || hopeless.some((code) => isAutosegError(error, code))) throw error;
    const { label } = left.shift()!;
    const why = (isAutosegError(error, "no-provider") && error.details.why) || firstLine(error);
    refused.push({ label, reason: why });
    reason = `${label} is not used: ${why}.`;
    failures = 0;
    starts = 0;
  };
  const open = async (): Promise<Backend> => {
    for (;;) {
      try {
        return await openChecked(left[0]!, reason, manifest);
      } catch (error) {
        giveUp(error);
      } finally {
        starts++;
      }
    }
  };

  let current: Backend | undefined = await open();
  let { provider, depth } = current;
  let opening: Promise<Backend> | undefined;

  /** Opens the next provider; requests that fail together share it. */
  const reopen = (failed: Backend | undefined, error?: unknown): Promise<Backend> => {
    if (opening) return opening;
    if (current && current !== failed) return Promise.resolve(current);
    current = undefined;
    opening = (async () => {
      if (failed) {
        await close(failed);
        if (++failures >= mostFailures || starts >= mostStarts) giveUp(error);
        restarts++;
      }
      current = await open();
      ({ provider, depth } = current);
      return current;
    })().finally(() => {
      opening = undefined;
    });
    return opening;
  };

  return {
    get provider() {
      return provider;
    },
    get depth() {
      return depth;
    },
    refused,
    get restarts() {
      return restarts;
    },
    async run(request) {
      let backend = current ?? (await reopen(undefined));
      for (;;) {
        const answer = backend.run(request);
        underWay.add(answer);
        try {
          const answers = await answer;
          failures = 0;
          return answers;
        } catch (error) {
          if (interrupted.has(backend)) throw error;
          backend = await reopen(backend, error);
        } finally {
          underWay.delete(answer);
        }
      }
    },
    async interrupt() {
      const computing = current;
      if (!computing?.endsAtOnce || underWay.size === 0) return;
      const restartMs = Object.values(computing.provider.coldStartMs).reduce((sum, ms) => sum + ms, 0);
      await withinTime(Promise.allSettled(underWay), restartMs);
      if (underWay.size === 0 || current !== computing) return;
      interrupted.add(computing);
      current = undefined;
      starts = 0;
      await close(computing);
    },
    async [Symbol.asyncDispose]() {
      if (current) await close(current);
    },
  };
}

/** Resolves when the work does, or when the time is up. */
async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}

/** Opens a candidate and checks that it computes correctly; this is also its first, slow run. */
async function openChecked(
  candidate: Candidate,
  reason: string,
  manifest: GraphModel["manifest"],
): Promise<Backend> {
  const backend = await candidate.open(reason);
  try {
    const startedMs = performance.now();
    await checkNumbers(backend, manifest);
    const firstRun = performance.now() - startedMs;
    const provider: Provider = {
      ...backend.provider,
      coldStartMs: { ...backend.provider.coldStartMs, firstRun },
    };
    return {
      provider,
      depth: backend.depth,
      ...(backend.endsAtOnce && { endsAtOnce: true }),
      async run(request) {
        const answer = await backend.run(request);
        try {
          checkFinite(answer.units);
        } catch (cause) {
          throw toInferenceError(cause, manifest.name, provider);
        }
        return answer;
      },
      [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
    };
  } catch (error) {
    await close(backend);
    throw error;
  }
}

/** Disposes of a backend. If its device is lost, that fails too; the error adds nothing. */
async function close(backend: Backend): Promise<void> {
  try {
    await backend[Symbol.asyncDispose]();
  } catch {
    // There is nothing left to release.
  }
}
