import * as Comlink from "comlink";
import { type Answer, takeValue } from "./answer.ts";

/** A worker that answers calls; disposing of it ends it, and with it whatever it is doing. */
export interface WorkerThread<Exposed> extends Disposable {
  /** The value of a call. @throws what the call threw, and what `stopped` makes of it when the worker dies. */
  ask<T>(call: (remote: Comlink.Remote<Exposed>) => Promise<Answer<T>>): Promise<T>;
}

/**
 * The thread of a worker that exposes an `Exposed` by Comlink (browsers only).
 * @param stopped the error when the worker has died or could not be loaded, for what the browser says of it.
 */
export function createThread<Exposed>(
  worker: Worker,
  stopped: (found: string) => Error,
): WorkerThread<Exposed> {
  const remote = Comlink.wrap<Exposed>(worker);
  const death = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(stopped(event.message || "it could not be loaded"));
    };
  });
  // Whoever asks hears of it; nobody else needs to.
  death.catch(() => undefined);
  return {
    ask: async (call) => takeValue(await Promise.race([call(remote), death])),
    [Symbol.dispose]() {
      remote[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}
