import { throwIfCancelled } from "../errors.ts";
import type { WorkerThread } from "./worker-thread.ts";

/**
 * One job in its own worker, which ends with the job or with the signal.
 * @throws AutosegError what the job throws, and `cancelled`.
 */
export async function inWorker<Exposed, T>(
  start: () => WorkerThread<Exposed>,
  signal: AbortSignal | undefined,
  work: (thread: WorkerThread<Exposed>) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const thread = start();
  const end = () => thread[Symbol.dispose]();
  signal?.addEventListener("abort", end);
  try {
    return await work(thread);
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
}
