import { AutosegError } from "../errors.ts";

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
