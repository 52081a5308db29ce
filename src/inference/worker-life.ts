import { AutosegError } from "../errors.ts";

/**
 * A web worker whose death is noticed. A worker that is terminated, closes itself or runs out of memory says nothing;
 * but the lock that it holds all its life becomes free.
 */
export interface WatchedWorker {
  readonly worker: Worker;
  /**
   * Rejects with `inference-failed` when the worker dies or an error in it is not caught, and with `cancelled` when it is
   * terminated from here; never resolves.
   */
  readonly died: Promise<never>;
  terminate(): void;
}

/** A worker announces its lock by this message, once it holds it. */
interface LifeMessage {
  readonly lifeLock: string;
}

/** @param worker one whose script calls {@link announceLife}. */
export function watchWorker(worker: Worker): WatchedWorker {
  const asked = new AbortController();
  let cancel = (): void => undefined;
  const died = new Promise<never>((_, reject) => {
    cancel = () => reject(new AutosegError("cancelled", "Cancelled.", {}));
    const fail = (what: string) => {
      worker.terminate();
      reject(
        new AutosegError(
          "inference-failed",
          `A worker of the segmentation stopped (${what}). What was drawn so far is kept; run again.`,
          { provider: "worker" },
        ),
      );
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault?.();
      fail(event.message || "it could not be loaded");
    });
    const onMessage = ({ data }: MessageEvent<Partial<LifeMessage>>) => {
      if (typeof data?.lifeLock !== "string") return;
      worker.removeEventListener("message", onMessage);
      navigator.locks
        .request(data.lifeLock, { mode: "shared", signal: asked.signal }, () => fail("it was ended"))
        .catch(() => undefined);
    };
    worker.addEventListener("message", onMessage);
  });
  died.catch(() => undefined);
  return {
    worker,
    died,
    terminate() {
      asked.abort();
      worker.terminate();
      cancel();
    },
  };
}

/** Called once by a worker's script. Where the browser has no locks (an address without https) errors alone are noticed. */
export function announceLife(): void {
  if (!navigator.locks) return;
  const lifeLock = `autoseg-worker-${crypto.randomUUID()}`;
  void navigator.locks.request(lifeLock, () => {
    postMessage({ lifeLock } satisfies LifeMessage);
    return new Promise(() => undefined);
  });
}
