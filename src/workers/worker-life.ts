/** A worker announces its lock by this message, once it holds it. */
interface LifeMessage {
  readonly lifeLock: string;
}

/**
 * Tells when a worker dies, or an error in it is not caught. A worker that is terminated, closes itself or runs out
 * of memory says nothing; but the lock that it holds all its life becomes free, if its script calls
 * {@link announceLife}. Of others errors alone are noticed. A message that cannot be received, for want of memory, would
 * be waited for without end: it counts as a death, on either side.
 * @param died is given what is known of it.
 * @returns the way to stop watching its lock, before it is terminated from here.
 */
export function watchLife(worker: Worker, died: (found: string) => void): () => void {
  const asked = new AbortController();
  worker.addEventListener("error", (event) => {
    event.preventDefault?.();
    died(event.message || "it could not be loaded");
  });
  worker.addEventListener("messageerror", () => died("its answer could not be received"));
  const onMessage = ({ data }: MessageEvent<Partial<LifeMessage> | undefined>) => {
    if (typeof data?.lifeLock !== "string") return;
    worker.removeEventListener("message", onMessage);
    navigator.locks
      .request(data.lifeLock, { mode: "shared", signal: asked.signal }, () => died("it was ended"))
      .catch(() => undefined);
  };
  worker.addEventListener("message", onMessage);
  return () => asked.abort();
}

/** Called once by a worker's script. Where the browser has no locks (an address without https) errors alone are noticed. */
export function announceLife(): void {
  addEventListener("messageerror", () => {
    throw new Error("it could not receive a message");
  });
  if (!navigator.locks) return;
  const lifeLock = `autoseg-worker-${crypto.randomUUID()}`;
  void navigator.locks.request(lifeLock, () => {
    postMessage({ lifeLock } satisfies LifeMessage);
    return new Promise(() => undefined);
  });
}
