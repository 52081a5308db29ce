import * as Comlink from "comlink";
import { AutosegError } from "../errors.ts";
import { type Answer, takeValue } from "./answer.ts";
import { watchLife } from "./worker-life.ts";

/** A worker that answers calls; disposing of it ends it and its work. */
export interface WorkerThread<Exposed> extends Disposable {
  /** For calls that need no answer. */
  readonly remote: Comlink.Remote<Exposed>;
  /** Whether the worker has ended; calls reject. */
  readonly isDead: boolean;
  /** How many calls it has not answered yet. */
  readonly unanswered: number;
  /**
   * The value of a call.
   * @throws what the call threw; the error of `stopped` when the worker dies or a message cannot be posted;
   * `cancelled` when it is disposed of.
   */
  ask<T>(call: (remote: Comlink.Remote<Exposed>) => Promise<Answer<T>>): Promise<T>;
}

/**
 * The thread of a worker that exposes an `Exposed` by Comlink (browsers only).
 * @param stopped the error when the worker has died, could not be loaded or cannot be reached, for what is known of it.
 * @param whyNotLoaded a better error, where there is one, for a worker whose script was not loaded.
 */
export function createThread<Exposed>(
  worker: Worker,
  stopped: (found: string) => Error,
  whyNotLoaded: () => Promise<Error | undefined> = async () => undefined,
): WorkerThread<Exposed> {
  const remote = Comlink.wrap<Exposed>(worker);
  // Not a race of every call with one promise of the death: that would keep all answers in memory while the worker lives.
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
          // The call itself rejects only when it or its answer could not be posted.
          call(remote)
            .then(resolve, ({ message }: Error) => reject(stopped(message)))
            .finally(() => waiting.delete(reject));
        }),
      ),
    [Symbol.dispose]: () => end(new AutosegError("cancelled", "Cancelled.", {})),
  };
}
