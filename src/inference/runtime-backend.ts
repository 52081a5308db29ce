import { AutosegError, isAutosegError } from "../errors.ts";
import { createRace } from "../workers/index.ts";
import type { Backend, Provider, UnitAnswer } from "./backend.ts";
import type { Runner } from "./session.ts";
import { firstLine } from "./session.ts";

/** The last run in the queue of each runtime, by its module: onnxruntime-web is not re-entrant, so runs never overlap. */
const queues = new WeakMap<object, Promise<unknown>>();

/** Runs `work` after everything queued for `runtime` before has settled. */
export function inTurn<Result>(runtime: object, work: () => Promise<Result>): Promise<Result> {
  const result = (queues.get(runtime) ?? Promise.resolve()).then(work);
  queues.set(
    runtime,
    result.catch(() => undefined),
  );
  return result;
}

interface RuntimeBackendParts {
  /** Name of the model, for messages. */
  readonly modelName: string;
  readonly provider: Provider;
  readonly depth: number;
  readonly runners: ReadonlyMap<string, Runner>;
  /** Rejects when the device is lost; its message says what happened. */
  readonly lost?: Promise<never>;
  /** Releases what the runners share. */
  close?(): void | Promise<void>;
}

/** A backend whose networks run in this thread, one run of `runtime` at a time. */
export function createRuntimeBackend(
  runtime: object,
  { modelName, provider, depth, runners, lost, close }: RuntimeBackendParts,
): Backend {
  let busyUntilMs = 0;
  const orLost = lost ? createRace(lost) : <Result>(work: Promise<Result>) => work;
  return {
    provider,
    depth,
    async run({ graph, units, labelling }) {
      let startedMs: number | undefined;
      try {
        const runner = runners.get(graph);
        if (!runner) throw new Error(`it has no graph "${graph}"`);
        const runs: Promise<readonly UnitAnswer[]>[] = [];
        for (let from = 0; from < units.length; from += runner.batch) {
          const some = units.slice(from, from + runner.batch);
          const { answers } = await orLost(
            inTurn(runtime, () => {
              startedMs ??= performance.now();
              return runner.submit(some, labelling);
            }),
          );
          const read = orLost(answers);
          read.catch(() => undefined);
          runs.push(read);
        }
        const answered = (await Promise.all(runs)).flat();
        const nowMs = performance.now();
        const computeMs = nowMs - Math.max(startedMs ?? nowMs, busyUntilMs);
        busyUntilMs = nowMs;
        return { units: answered, computeMs };
      } catch (cause) {
        throw toInferenceError(cause, modelName, provider);
      }
    },
    async [Symbol.asyncDispose]() {
      await inTurn(runtime, async () => {
        for (const runner of runners.values()) await runner[Symbol.asyncDispose]();
      });
      await close?.();
    },
  };
}

const kept = "The finished slices are kept. Run the model again, or choose another device.";

/** The error for a failed run, chosen by what can be done about it. */
export function toInferenceError(
  cause: unknown,
  modelName: string,
  { label, name }: Pick<Provider, "label" | "name">,
): AutosegError {
  if (isAutosegError(cause)) return cause;
  const found = firstLine(cause);
  if (
    /out of memory|bad_alloc|failed to allocate|allocation failed|memory access out of bounds/i.test(found)
  ) {
    return new AutosegError(
      "out-of-memory",
      `The model ${modelName} needs more memory than ${label} has left: ${found}. ${kept}`,
      { provider: name },
      { cause },
    );
  }
  return new AutosegError(
    "inference-failed",
    `The model ${modelName} failed on ${label}: ${found}. ${kept}`,
    { provider: name },
    { cause },
  );
}

/** The error for a worker that died during a segmentation, from what is known about it. */
export function workerStopped(found: string): AutosegError {
  return new AutosegError(
    "inference-failed",
    `A segmentation worker stopped (${found}). The finished slices are kept. Run the model again.`,
    { provider: "worker" },
  );
}
