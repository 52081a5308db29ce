import { AutosegError } from "../errors.ts";
/**
 * Races of work against a promise that stays open and may reject: the work's result, or the rejection, at once.
 * `Promise.race` would keep every result for as long as the other promise is open: hundreds of tensors in a run.
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

/** The work's result; rejects with AutosegError `cancelled` at once when the signal is aborted, whatever the work is doing. */
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
