import { throwIfCancelled } from "../errors.ts";

/** Work may block the thread this long. */
const longestMs = 20;

/** Long work as a generator that yields wherever it can be interrupted. */
export type Steps<Step, Result> = Generator<Step, Result, void>;

/**
 * Lets long work share its thread: call the returned function at each step and await what it returns.
 * That throws AutosegError `cancelled` once the signal is aborted.
 */
export function takeTurns(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    throwIfCancelled(signal);
    if (performance.now() - since < longestMs) return undefined;
    return letEventsIn().then(() => {
      since = performance.now();
      throwIfCancelled(signal);
    });
  };
}

/**
 * Does the work in slices of time, between the thread's other tasks.
 * @throws AutosegError `cancelled` at the next step after the signal is aborted, and what the work throws.
 */
export async function inTurns<Step, Result>(
  steps: Steps<Step, Result>,
  {
    signal,
    onStep,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly onStep?: ((step: Step) => void) | undefined;
  },
): Promise<Result> {
  const turn = takeTurns(signal);
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
    onStep?.(next.value);
    const waiting = turn();
    if (waiting) await waiting;
  }
}

/** Does the work without a break. */
export function atOnce<Result>(steps: Steps<unknown, Result>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/**
 * Waits for one turn of the event loop, so that a long computation lets messages, clicks and rendering through.
 * Not a timer: browsers throttle timers in background tabs. Node has a function for it.
 */
export function letEventsIn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
