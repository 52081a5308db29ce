import * as Comlink from "comlink";
import { AutosegError, throwIfCancelled } from "../errors.ts";
import { type Answer, takeValue } from "./answer.ts";
import { type Asset, addressOf, postAssets } from "./assets.ts";
import { findMissingAsset, findRefusedWorker, watchPolicy } from "./load-failure.ts";
import { watchLife } from "./worker-life.ts";

/** A worker that answers calls. Disposing of it terminates the worker. */
export interface WorkerThread<Exposed> extends Disposable {
  /** For calls that need no answer. */
  readonly remote: Comlink.Remote<Exposed>;
  /** Whether the worker has ended; calls then reject. */
  readonly isDead: boolean;
  /** How many calls await an answer. */
  readonly unanswered: number;
  /**
   * The value of a call.
   * @throws what the call threw; the error of `stopped` if the worker dies or a message cannot be posted; `cancelled` if it
   * is disposed of.
   */
  ask<T>(call: (remote: Comlink.Remote<Exposed>) => Promise<Answer<T>>): Promise<T>;
}

/**
 * Wraps a worker that exposes an `Exposed` through Comlink (browsers only).
 * @param stopped makes the error for a worker that died, could not be loaded or cannot be reached, from what is known about
 * it.
 * @param whyNotLoaded finds a more specific error, if there is one, for a script that was not loaded.
 */
export function createThread<Exposed>(
  worker: Worker,
  stopped: (found: string) => Error,
  whyNotLoaded: () => Promise<Error | undefined> = async () => undefined,
): WorkerThread<Exposed> {
  const remote = Comlink.wrap<Exposed>(worker);
  // Not `Promise.race` with one promise of the death: that would keep all answers in memory while the worker lives.
  const waiting = new Set<(why: Error) => void>();
  let death: Error | undefined;
  const end = (why: Error): void => {
    if (death) return;
    death = why;
    stopWatching();
    worker.terminate();
    for (const reject of waiting) reject(why);
  };
  const stopWatching = watchLife(
    worker,
    (found) => end(stopped(found)),
    (found) => void whyNotLoaded().then((why) => end(why ?? stopped(found))),
  );
  return {
    remote,
    get isDead() {
      return death !== undefined;
    },
    get unanswered() {
      return waiting.size;
    },
    ask: async <T>(call: (remote: Comlink.Remote<Exposed>) => Promise<Answer<T>>) =>
      takeValue(
        await new Promise<Answer<T>>((resolve, reject) => {
          if (death) return reject(death);
          waiting.add(reject);
          // The call itself rejects only if it or its answer could not be posted.
          call(remote)
            .then(resolve, ({ message }: Error) => reject(stopped(message)))
            .finally(() => waiting.delete(reject));
        }),
      ),
    [Symbol.dispose]: () => end(new AutosegError("cancelled", "Cancelled.", {})),
  };
}

/**
 * Runs one job in a worker of its own, which is terminated after the job or when the signal is aborted.
 * @throws AutosegError what the job throws, and `cancelled`.
 */
export async function inWorker<Exposed, T>(
  start: () => WorkerThread<Exposed>,
  signal: AbortSignal | undefined,
  work: (thread: WorkerThread<Exposed>) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const thread = start();
  const end = () => thread[Symbol.dispose]();
  signal?.addEventListener("abort", end);
  try {
    return await work(thread);
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
}

/**
 * Starts the script of a worker that exposes an `Exposed` through Comlink (browsers only). If the script is missing or
 * forbidden, calls reject with AutosegError `missing-assets` or `blocked-by-policy`.
 * @param stopped makes the error for a worker that died or cannot be reached, from what is known about it.
 * @param needs the assets that the worker loads in turn.
 */
export function startThread<Exposed>(
  script: Asset,
  stopped: (found: string) => Error,
  needs: readonly Asset[] = [],
): WorkerThread<Exposed> {
  const name = `autoseg-${script.path.replace(/^.*\/|\.js$/g, "")}`;
  const address = addressOf(script);
  watchPolicy();
  const worker = new Worker(address, { type: "module", name });
  if (needs.length > 0) postAssets(worker, needs);
  return createThread(worker, stopped, async () => findRefusedWorker(address) ?? findMissingAsset(address));
}
