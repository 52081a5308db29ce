/** Exit codes of what a person or a system ends a command with, once it has taken back what it had begun to write. */
export const endingCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type Ending = keyof typeof endingCodes;

const listeners = new Map<Ending, () => void>();

/** Calls the listener with the first signal of each kind that would end the process; a second one ends it at once. */
export function onEnding(listener: (signal: Ending) => void): void {
  for (const signal of Object.keys(endingCodes) as Ending[]) {
    const listen = (): void => listener(signal);
    listeners.set(signal, listen);
    process.once(signal, listen);
  }
}

/**
 * Does work during which the command has written nothing yet, and that may block this thread: the run of a network on a large
 * patch takes a minute, in which no listener would be called. Meanwhile nobody listens, so that a signal ends the process at once.
 */
export async function endedAtOnce<T>(work: () => Promise<T>): Promise<T> {
  for (const [signal, listen] of listeners) process.removeListener(signal, listen);
  try {
    return await work();
  } finally {
    for (const [signal, listen] of listeners) process.once(signal, listen);
  }
}
