import { AutosegError } from "../errors.ts";
/**
 * Races work against a promise that stays pending and may reject: returns the work's result, or rejects at once.
 * `Promise.race` would keep every result in memory while the other promise is pending: hundreds of tensors in a run.
 */
export function createRace(stopped: Promise<never>): <Result>(work: Promise<Result>) => Promise<Result> {
  const waiting = new Set<(cause: unknown) => void>();
  let found: { readonly cause: unknown } | undefined;
  stopped.catch((cause: unknown) => {
    found = { cause };
    for (const reject of waiting) reject(cause);
  });
  return (work) =>
    new Promise((resolve, reject) => {
      if (found) reject(found.cause);
      waiting.add(reject);
      const leave = () => void waiting.delete(reject);
      work.then(resolve, reject).then(leave, leave);
    });
}

/** The work's result. Rejects with AutosegError `cancelled` as soon as the signal is aborted, whatever the work is doing. */
export function untilAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new AutosegError("cancelled", "Cancelled.", {}));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
