import { throwIfCancelled } from "../errors.ts";
import { letEventsIn } from "./let-events-in.ts";

/** Work this long is done in one go. */
const longestMs = 20;

/** Long work as a generator: it yields where it may be interrupted, as often as it likes. */
export type Steps<Step, Result> = Generator<Step, Result, void>;

/**
 * For work that takes turns with all else that the thread has to do: what is returned is called, and awaited, at each step.
 * It throws AutosegError `cancelled` once the signal is aborted.
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
 * Does the work in turns with all else that the thread has to do.
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

/** Does the work in one go. */
export function atOnce<Result>(steps: Steps<unknown, Result>): Result {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}
