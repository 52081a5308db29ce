import { AutosegError, throwIfCancelled } from "../errors.ts";
import { watchHost } from "./host-changes.ts";
import {
  findShownSeries,
  type HostPlace,
  type HostSeriesChoice,
  type ShownSeries,
} from "./host-viewports.ts";

/** How to wait for a series. */
export interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called with what is missing, whenever that changes. */
  readonly onWait: (missing: AutosegError) => void;
  /** Images of the open series, which is preferred if several are on screen. */
  readonly preferred: ReadonlySet<string> | undefined;
}

/**
 * Waits until the host shows a series: its engine, viewports and images may come later.
 * @throws AutosegError (the promise rejects) `invalid-argument` with what is still missing after `waitMs`, or at once if one of
 * several series has to be chosen; `cancelled` when the signal is aborted.
 */
export async function awaitSeries(
  place: HostPlace,
  choice: HostSeriesChoice,
  { waitMs, signal, onWait, preferred }: Patience,
): Promise<ShownSeries> {
  throwIfCancelled(signal);
  const find = () => findShownSeries(place, choice, preferred);
  let found = find();
  if (!(found instanceof AutosegError)) return found;
  if (waitMs <= 0) throw found;
  onWait(found);
  return new Promise((resolve, reject) => {
    const end = (how: () => void): void => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      how();
    };
    const stop = watchHost(place, () => {
      try {
        found = find();
      } catch (error) {
        end(() => reject(error));
        return;
      }
      const now = found;
      if (now instanceof AutosegError) onWait(now);
      else end(() => resolve(now));
    });
    const timer = setTimeout(() => end(() => reject(found)), waitMs);
    const onAbort = (): void => end(() => reject(new AutosegError("cancelled", "Cancelled.", {})));
    signal.addEventListener("abort", onAbort);
  });
}
