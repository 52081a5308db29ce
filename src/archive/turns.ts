/** Limits how many tasks run at a time, first come, first served. */
export interface Turns {
  /** Resolves when it is the caller's turn, with a function that ends the turn. */
  take(): Promise<() => void>;
  /** Runs a task in its turn. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Adds `run` to a way of taking turns. */
export function turnsOf(take: Turns["take"]): Turns {
  return {
    take,
    async run(work) {
      const over = await take();
      try {
        return await work();
      } finally {
        over();
      }
    },
  };
}

export function createTurns(most: number): Turns {
  let left = most;
  const waiting: (() => void)[] = [];
  const end = (): void => {
    const next = waiting.shift();
    if (next) next();
    else left++;
  };
  return turnsOf(async () => {
    if (left > 0) left--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      end();
    };
  });
}
