import { randomUUID } from "node:crypto";
import type { TurnLeases } from "./queue-server.ts";
import { createTurns, type Turns, turnsOf } from "./turns.ts";

/** Milliseconds between attempts: growing, and random so that waiting programs do not coincide. */
function pauseMs(tries: number): number {
  return Math.min(200, 10 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random() / 2);
}

/**
 * A limit on parallel work shared by all programs of a queue. Within a program, first come, first served; between programs,
 * whoever asks first after a turn has ended. A dead program's turns end with their leases; a live one renews its own.
 */
export function createLeasedTurns(leases: TurnLeases, most: number): Turns {
  const own = createTurns(most);
  const held = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const renew = () => {
    // If the queue is unavailable, the next renewal will try again.
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
      // If this fails, the lease expires.
      void leases
        .end(token)
        .catch(() => undefined)
        .then(end);
    };
  });
}
