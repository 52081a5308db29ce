import { AutosegError } from "../errors.ts";
import { watchLife } from "../threads/index.ts";

/** A web worker whose death is noticed. */
export interface WatchedWorker {
  readonly worker: Worker;
  /**
   * Rejects with `inference-failed` when the worker dies or an error in it is not caught, and with `cancelled` when it is
   * terminated from here; never resolves.
   */
  readonly died: Promise<never>;
  terminate(): void;
}

/** @param worker one whose script calls `announceLife`. */
export function watchWorker(worker: Worker): WatchedWorker {
  let end = (_why: Error): void => undefined;
  const died = new Promise<never>((_, reject) => {
    const stopWatching = watchLife(worker, (found) => end(workerStopped(found)));
    end = (why) => {
      stopWatching();
      worker.terminate();
      reject(why);
    };
  });
  died.catch(() => undefined);
  return { worker, died, terminate: () => end(new AutosegError("cancelled", "Cancelled.", {})) };
}

/** The error of a worker that died in the midst of a segmentation, for what is known of it. */
export function workerStopped(found: string): AutosegError {
  return new AutosegError(
    "inference-failed",
    `A worker of the segmentation stopped (${found}). What was drawn so far is kept; run again.`,
    { provider: "worker" },
  );
}
