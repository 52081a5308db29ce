import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TurnLeases } from "./queue-server.ts";
import { type Turns, turnsOf } from "./turns.ts";

/** Interval at which a program renews its leases and learns how many others wait. */
const lookEveryMs = 250;

/** A lease may be passed on within the program for this long after the server last confirmed it. */
const confirmedMs = 1_000;

/** Average interval at which any one of the waiting programs asks, however many there are; and the longest pause of one. */
const [askEveryMs, longestPauseMs] = [25, 500];

/** Longest wait at the end of the program for a server that does not answer. */
const longestEndMs = 1_000;

/** How long an unused lease is kept for the next request, which often follows at once. */
const keepMs = 10;

interface Waiting {
  readonly resolve: (end: () => void) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A limit on parallel work shared by all programs of a queue. Within a program, first come, first served: a lease is passed on to the
 * next request without asking the server, which would take as long as a quick answer of the PACS. It is given back as soon as
 * another program waits without one. A dead program's turns end with their leases; a live one renews its own.
 */
export function createLeasedTurns(leases: TurnLeases, most: number): Turns & AsyncDisposable {
  const waiting: Waiting[] = [];
  /** Leases, and when the server last confirmed each. */
  const held = new Map<string, number>();
  /** Unused leases, and the timers that give them back. */
  const idle = new Map<string, NodeJS.Timeout>();
  /** Other programs that waited without a lease when last looked, and leases still to be given back for them. */
  let [others, owed] = [0, 0];
  let [isAsking, isLooking, isPausing] = [false, false, false];
  let timer: NodeJS.Timeout | undefined;
  const ending = new Set<Promise<void>>();

  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const [askedMs, tokens] = [performance.now(), [...held.keys()]];
    try {
      const found = await leases.renew(tokens);
      const kept = new Set(found.held);
      for (const token of tokens)
        if (held.has(token)) held.set(token, kept.has(token) ? askedMs : Number.NEGATIVE_INFINITY);
      others = owed = found.waiting;
    } catch {
      // If the queue is unavailable, the next look will try again; meanwhile leases become too old to be passed on.
    } finally {
      isLooking = false;
    }
  };
  const hold = (token: string, askedMs: number): void => {
    // The last answer about others may be long out of date.
    if (held.size === 0) others = 0;
    held.set(token, askedMs);
    timer ??= setInterval(look, lookEveryMs).unref();
  };
  const giveBack = (token: string): void => {
    held.delete(token);
    if (held.size === 0) {
      clearInterval(timer);
      timer = undefined;
      owed = 0;
    }
    // If this fails, the lease expires.
    const ended = leases.end(token).catch(() => undefined);
    ending.add(ended);
    void ended.then(() => {
      ending.delete(ended);
      void ask();
    });
  };
  const keep = (token: string): void => {
    const end = () => {
      idle.delete(token);
      giveBack(token);
    };
    idle.set(token, setTimeout(end, keepMs));
  };
  const passOn = (token: string): void => {
    if (owed > 0) {
      owed--;
      isPausing = true;
      giveBack(token);
      return;
    }
    // A lease already given back at the end of the program is unconfirmed.
    if (performance.now() - (held.get(token) ?? Number.NEGATIVE_INFINITY) >= confirmedMs) {
      giveBack(token);
      return;
    }
    const next = waiting.shift();
    if (!next) {
      if (others > 0) giveBack(token);
      else keep(token);
      return;
    }
    let isOver = false;
    next.resolve(() => {
      if (isOver) return;
      isOver = true;
      passOn(token);
    });
  };
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    for (let token = randomUUID(); waiting.length > 0 && held.size < most; )
      try {
        if (isPausing) await pause(others);
        isPausing = false;
        const askedMs = performance.now();
        if (await leases.take(token, most)) {
          hold(token, askedMs);
          passOn(token);
          token = randomUUID();
        } else {
          isPausing = true;
          if (held.size === 0) others = await leases.wait();
        }
      } catch (error) {
        waiting.shift()?.reject(error);
      }
    isAsking = false;
  };

  const turns = turnsOf(
    () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        for (const [token, timer] of idle) {
          clearTimeout(timer);
          idle.delete(token);
          passOn(token);
          break;
        }
        void ask();
      }),
  );
  return {
    ...turns,
    async [Symbol.asyncDispose]() {
      for (const timer of idle.values()) clearTimeout(timer);
      for (const token of [...held.keys()]) giveBack(token);
      await Promise.race([Promise.all(ending), sleep(longestEndMs, undefined, { ref: false })]);
    },
  };
}

function pause(others: number): Promise<void> {
  const ms = Math.min(longestPauseMs, askEveryMs * Math.max(1, others)) * (0.5 + Math.random());
  return sleep(ms);
}
