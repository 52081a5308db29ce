import type { ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Failure } from "./failures.ts";
import type { WorkOutcome } from "./process-work.ts";
import type { ComputeSetup, FromCompute, ToCompute } from "./serve-compute.ts";
import { isTurnMessage, shareTurns, type TurnMessage } from "./shared-turns.ts";
import type { Turns } from "./turns.ts";
import type { WorkItem } from "./work-item.ts";

/** An item that a process could not complete. */
export class WorkFailed extends Error {
  readonly failure: Failure;
  readonly code: string;

  constructor(failure: Failure) {
    super(`${failure.code}: ${failure.reason}`);
    this.failure = failure;
    this.code = failure.code;
    // A stack trace contains paths, and adds nothing to the code.
    this.stack = this.message;
  }
}

export interface ComputePoolOptions {
  /** Forks a process that runs `serveCompute`. */
  readonly fork: () => ChildProcess;
  readonly setup: ComputeSetup;
  /** Limits the processes' parallel requests to the archive; unlimited if undefined. */
  readonly turns?: Turns | undefined;
  /** Number of processes; by default one per core. */
  readonly size?: number;
  /** A process that is silent for this long is killed. */
  readonly patienceMs?: number;
  /** A process is replaced after this many items, or earlier if it holds more memory than this after one. */
  readonly mostWorks?: number;
  readonly mostMemoryBytes?: number;
}

/** A pool of compute processes, each working on one series at a time. The process that hands out work is never blocked. */
export interface ComputePool extends AsyncDisposable {
  readonly size: number;
  /** @throws WorkFailed; with the code `process-died` if the process died or was killed. */
  run(item: WorkItem, paths: readonly string[] | undefined): Promise<WorkOutcome>;
  /** Kills all processes at once; their work fails. */
  abort(): void;
}

interface Compute {
  readonly child: ChildProcess;
  works: number;
}

export function createComputePool({
  fork,
  setup,
  turns,
  size = availableParallelism(),
  patienceMs = 15 * 60_000,
  mostWorks = 500,
  mostMemoryBytes = 3 * 2 ** 30,
}: ComputePoolOptions): ComputePool {
  const idle: Compute[] = [];
  const all = new Set<ChildProcess>();

  const start = (): Compute => {
    const child = fork();
    all.add(child);
    child.once("exit", () => {
      all.delete(child);
      const place = idle.findIndex((one) => one.child === child);
      if (place >= 0) idle.splice(place, 1);
    });
    child.on("error", () => undefined);
    if (turns) shareTurns(child, turns);
    tell(child, { kind: "setup", setup });
    return { child, works: 0 };
  };

  return {
    size,
    async run(item, paths) {
      const compute = idle.pop() ?? start();
      compute.works++;
      const { outcome, memoryBytes } = await workOn(compute.child, { item, paths, patienceMs });
      if (compute.works >= mostWorks || memoryBytes > mostMemoryBytes) compute.child.disconnect();
      else idle.push(compute);
      if (outcome.kind === "failed") throw new WorkFailed(outcome.failure);
      return outcome;
    },
    abort() {
      for (const child of all) child.kill("SIGKILL");
    },
    async [Symbol.asyncDispose]() {
      const ended = [...all].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of all) if (child.connected) child.disconnect();
      await Promise.all(ended);
    },
  };
}

interface Order {
  readonly item: WorkItem;
  readonly paths: readonly string[] | undefined;
  readonly patienceMs: number;
}

type Answer = {
  readonly outcome: WorkOutcome | { readonly kind: "failed"; readonly failure: Failure };
  readonly memoryBytes: number;
};

function workOn(child: ChildProcess, { item, paths, patienceMs }: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let timer = setTimeout(end, patienceMs);
    function end() {
      child.kill("SIGKILL");
    }
    const stop = () => {
      clearTimeout(timer);
      child.off("message", hear);
      child.off("exit", died);
    };
    const died = (code: number | null, signal: string | null) => {
      stop();
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      const reason = `The process that computed ended ${how}.`;
      reject(new WorkFailed({ code: "process-died", reason, remedy: "retry" }));
    };
    const hear = (message: FromCompute | TurnMessage) => {
      if (isTurnMessage(message)) return;
      if (message.kind === "alive") {
        clearTimeout(timer);
        timer = setTimeout(end, patienceMs);
        return;
      }
      stop();
      if (message.kind === "outcome") resolve({ outcome: message.outcome, memoryBytes: message.memoryBytes });
      else resolve({ outcome: { kind: "failed", failure: message.failure }, memoryBytes: 0 });
    };
    child.on("message", hear);
    child.on("exit", died);
    if (child.exitCode !== null || child.signalCode !== null) died(child.exitCode, child.signalCode);
    else tell(child, { kind: "work", item, ...(paths && { paths }) });
  });
}

/** A process that has just died cannot receive messages; its exit is reported separately. */
function tell(child: ChildProcess, message: ToCompute): void {
  if (child.connected) child.send(message, () => undefined);
}
