import { setTimeout as sleep } from "node:timers/promises";
import { isAutosegError, throwIfCancelled } from "../errors.ts";
import type { StudySource } from "./archive-source.ts";
import { longestWaitMs, toFailure } from "./failures.ts";
import { backoffMs } from "./job-queue.ts";
import type { Log } from "./log.ts";

/** An archive, and where to say that it is away. */
interface Asked {
  readonly source: Pick<StudySource, "check">;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks an archive for something. If that fails, waits until the archive answers, and asks again from the start.
 * @param mostTries after this many the last refusal is thrown; by default there is no limit.
 * @throws AutosegError `cancelled`, `dicomweb-failed` after the last try, and any other error of `ask` at once.
 */
export async function whileAway<T>(
  asked: Asked,
  ask: () => Promise<T>,
  mostTries = Number.POSITIVE_INFINITY,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    throwIfCancelled(asked.signal);
    try {
      return await ask();
    } catch (error) {
      if (!isAutosegError(error, "dicomweb-failed") || tries >= mostTries) throw error;
      await untilBack(asked, error, tries);
    }
  }
}

/** Waits at least once, longer with each try. */
async function untilBack({ source, log, signal }: Asked, refusal: unknown, tries: number): Promise<void> {
  for (let waits = tries; refusal !== undefined; waits++) {
    const { code, waitMs = 0 } = toFailure(refusal);
    log.warn("archive.away", { code });
    const ms = Math.max(Math.min(longestWaitMs, waitMs), Math.min(30_000, backoffMs(waits)));
    await sleep(ms, undefined, { signal: signal ?? undefined }).catch(() => throwIfCancelled(signal));
    refusal = await source.check().then(
      () => undefined,
      (error) => {
        if (isAutosegError(error, "dicomweb-failed")) return error;
        throw error;
      },
    );
  }
}
