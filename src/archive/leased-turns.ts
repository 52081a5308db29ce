import { randomUUID } from "node:crypto";
import type { TurnLeases } from "./queue-server.ts";
import { createTurns, type Turns, turnsOf } from "./turns.ts";

/** Milliseconds between two tries: whoever waits longer asks less often, and nobody at the same time as all others. */
function pauseMs(tries: number): number {
  return Math.min(200, 10 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random() / 2);
}

/**
 * Turns that all programs of a queue share: so many at a time among all of them. Within a program who comes first goes first; among
 * programs who asks when a turn has ended. Turns of a program that dies end with their leases, which this one renews for its own.
 */
export function createLeasedTurns(leases: TurnLeases, most: number): Turns {
  const own = createTurns(most);
  const held = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const renew = () => {
    // A queue that is away is asked again by the next of these.
    leases.renew([...held]).catch(() => undefined);
  };
  const hold = (token: string): void => {
    held.add(token);
    timer ??= setInterval(renew, leases.ms / 3).unref();
  };
  const drop = (token: string): void => {
    held.delete(token);
    if (held.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return turnsOf(async () => {
    const end = await own.take();
    const token = randomUUID();
    try {
      for (let tries = 0; !(await leases.take(token, most)); tries++)
        await new Promise((resolve) => setTimeout(resolve, pauseMs(tries)));
    } catch (error) {
      end();
      throw error;
    }
    hold(token);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      drop(token);
      // One that cannot be given back ends by itself.
      void leases
        .end(token)
        .catch(() => undefined)
        .then(end);
    };
  });
}
