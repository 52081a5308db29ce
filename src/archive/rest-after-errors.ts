import { backoffMs } from "./job-queue.ts";

/** A worker that can be paused, and that reports errors of the queue itself. */
export interface RestingWorker {
  pause(): Promise<void>;
  resume(): void;
  onError(): void;
  /** Ends any rest. */
  end(): void;
}

/** Longest rest, and how long after a rest an error counts as the first again. */
const [longestRestMs, forgetMs] = [30_000, 60_000];

/**
 * Pauses a worker after queue errors, longer each time: BullMQ retries at once, which keeps a core and the server busy in vain
 * if the error persists. A pause by the worker's owner remains.
 */
export function restAfterErrors(
  worker: { pause(): Promise<void>; resume(): void },
  wait: (ms: number) => Promise<unknown> = sleep,
): RestingWorker {
  let [isPaused, isResting, isEnded] = [false, false, false];
  let [rests, lastMs] = [0, 0];

  const rest = async (): Promise<void> => {
    isResting = true;
    if (performance.now() - lastMs > forgetMs) rests = 0;
    await worker.pause();
    await wait(Math.min(longestRestMs, backoffMs(rests++)));
    lastMs = performance.now();
    isResting = false;
    if (!isPaused && !isEnded) worker.resume();
  };
  return {
    async pause() {
      isPaused = true;
      if (!isResting) await worker.pause();
    },
    resume() {
      isPaused = false;
      if (!isResting) worker.resume();
    },
    onError() {
      if (!isResting && !isPaused && !isEnded) void rest();
    },
    end() {
      isEnded = true;
    },
  };
}

function sleep(ms: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
