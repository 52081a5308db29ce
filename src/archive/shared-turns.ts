import type { ChildProcess } from "node:child_process";
import type { Turns } from "./turns.ts";

/** Messages between a compute process and its parent about turns, which have their own numbers. */
export type TurnMessage = {
  readonly kind: "take-turn" | "turn" | "no-turn" | "end-turn";
  readonly turn: number;
};

export function isTurnMessage(message: { readonly kind: string }): message is TurnMessage {
  return "turn" in message;
}

/** Lets a child process take this process's turns. Its turns end when it does. */
export function shareTurns(child: ChildProcess, turns: Turns): void {
  const ends = new Map<number, () => void>();
  let hasEnded = false;
  child.on("message", async ({ kind, turn }: TurnMessage) => {
    if (kind === "end-turn") {
      ends.get(turn)?.();
      ends.delete(turn);
    }
    if (kind !== "take-turn") return;
    const end = await turns.take().catch(() => undefined);
    if (!end) {
      if (child.connected) child.send({ kind: "no-turn", turn } satisfies TurnMessage, () => undefined);
      return;
    }
    if (hasEnded || !child.connected) {
      end();
      return;
    }
    ends.set(turn, end);
    child.send({ kind: "turn", turn } satisfies TurnMessage, () => undefined);
  });
  child.once("exit", () => {
    hasEnded = true;
    for (const end of ends.values()) end();
    ends.clear();
  });
}

/** Turns granted by the parent process. They fail if it cannot get one, as when the queue that limits them refuses. */
export function createSharedTurns(own: NodeJS.Process = process): Pick<Turns, "run"> {
  const waiting = new Map<number, (isGranted: boolean) => void>();
  let last = 0;
  const send = (message: TurnMessage) => own.send?.(message);
  own.on("message", ({ kind, turn }: TurnMessage) => {
    if (kind !== "turn" && kind !== "no-turn") return;
    waiting.get(turn)?.(kind === "turn");
    waiting.delete(turn);
  });
  return {
    async run(work) {
      const turn = ++last;
      const granted = new Promise<boolean>((resolve) => waiting.set(turn, resolve));
      send({ kind: "take-turn", turn });
      if (!(await granted)) throw new Error("the queue grants no turn to ask it");
      try {
        return await work();
      } finally {
        send({ kind: "end-turn", turn });
      }
    },
  };
}
