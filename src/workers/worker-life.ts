/** The message in which a worker names the lock it holds. */
interface LifeMessage {
  readonly lifeLock: string;
}

/**
 * Reports when a worker dies or throws an uncaught error. A worker that is terminated, closes itself or runs out of memory
 * sends no message, but the lock that it holds for life is released, provided its script calls {@link announceLife}; for
 * other workers only errors are detected. A message that cannot be received for lack of memory counts as a death, on either
 * side: otherwise its answer would be awaited forever.
 * @param died receives what is known about the death.
 * @param notLoaded is called instead if the browser could not load the script.
 * @returns stops watching; call it before terminating the worker.
 */
export function watchLife(
  worker: Worker,
  died: (found: string) => void,
  notLoaded: (found: string) => void = died,
): () => void {
  const asked = new AbortController();
  worker.addEventListener("error", (event) => {
    event.preventDefault?.();
    // An error in the script has a message, a failure to load it has none.
    if (event.message) died(event.message);
    else notLoaded("it could not be loaded");
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

/** To be called once by a worker's script. Without the Web Locks API (pages not served over https) only errors are detected. */
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
