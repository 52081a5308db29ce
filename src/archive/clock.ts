export interface ClockOptions {
  /** Milliseconds of the wall clock, and of a monotonic clock. */
  readonly now?: () => number;
  readonly steadyNow?: () => number;
  readonly everyMs?: number;
}

/** Time-keeping services cause differences up to this between two checks. */
const toleranceMs = 5_000;

/**
 * Reports when the machine's clock was set back. Work delayed until a time by the earlier clock would wait longer by the
 * difference, which may be years if the clock was wrong.
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
