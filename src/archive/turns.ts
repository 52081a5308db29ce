/** Lets so many at a time, in the order in which they came. */
export interface Turns {
  /** Resolves when it is this one's turn, with what ends it. */
  take(): Promise<() => void>;
  /** Does something in its turn. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Does something in turns that are taken one way or another. */
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
