import { AutosegError, throwIfCancelled } from "../errors.ts";
import type { WorkerThread } from "./worker-thread.ts";

/**
 * One job in a worker of its own, which is ended with it, or by the signal.
 * @throws AutosegError what the job throws, and `cancelled`.
 */
export async function inWorker<Exposed, T>(
  start: () => WorkerThread<Exposed>,
  signal: AbortSignal | undefined,
  work: (thread: WorkerThread<Exposed>) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const thread = start();
  let cancel = (): void => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new AutosegError("cancelled", "Cancelled.", {}));
  });
  signal?.addEventListener("abort", cancel);
  try {
    return await Promise.race([work(thread), cancelled]);
  } finally {
    signal?.removeEventListener("abort", cancel);
    thread[Symbol.dispose]();
  }
}
