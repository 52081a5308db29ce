export interface ClockOptions {
  /** Milliseconds of the day, and of a clock that nobody sets. */
  readonly now?: () => number;
  readonly steadyNow?: () => number;
  readonly everyMs?: number;
}

/** The clocks that time-keeping services correct run this far apart at most between two looks. */
const toleranceMs = 5_000;

/**
 * Says when the clock of the machine was set back: work that waits for a time of the day before that waits that much longer,
 * which may be years where the clock was wrong.
 */
export function watchClock(
  onSetBack: () => void,
  { now = Date.now, steadyNow = () => performance.now(), everyMs = 10_000 }: ClockOptions = {},
): Disposable {
  let ahead = now() - steadyNow();
  const timer = setInterval(() => {
    const aheadNow = now() - steadyNow();
    if (aheadNow < ahead - toleranceMs) onSetBack();
    ahead = aheadNow;
  }, everyMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
