import { backoffMs } from "./job-queue.ts";

/** A worker that can be held, and that says when something went wrong with the queue itself. */
export interface RestingWorker {
  pause(): Promise<void>;
  resume(): void;
  onError(): void;
  /** It rests no more. */
  end(): void;
}

/** Longest rest, and how long after one an error is the first again. */
const [longestRestMs, forgetMs] = [30_000, 60_000];

/**
 * Lets a worker rest after errors of the queue, longer each time: BullMQ asks again at once, which keeps a core and the server
 * busy for nothing where the answer stays the same. What was paused by its owner stays so.
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
