/** Exit codes after a signal from the user or the system, once the command has cleaned up. */
export const endingCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type Ending = keyof typeof endingCodes;

const listeners = new Map<Ending, () => void>();

/** Calls the listener on the first signal of each kind that would end the process; a second one ends it at once. */
export function onEnding(listener: (signal: Ending) => void): void {
  for (const signal of Object.keys(endingCodes) as Ending[]) {
    const listen = (): void => listener(signal);
    listeners.set(signal, listen);
    process.once(signal, listen);
  }
}

/**
 * Runs work during which nothing has been written yet, and which may block this thread: a network can take a minute for a
 * large patch, during which no listener would be called. The listeners are removed meanwhile, so that a signal ends the
 * process at once.
 */
export async function endedAtOnce<T>(work: () => Promise<T>): Promise<T> {
  for (const [signal, listen] of listeners) process.removeListener(signal, listen);
  try {
    return await work();
  } finally {
    for (const [signal, listen] of listeners) process.once(signal, listen);
  }
}
