import type { ChildProcess } from "node:child_process";

/** How one kind of server is run in a folder. */
export interface EmbeddedServer {
  readonly address: string;
  /** Makes what the server needs before it starts for the first time. */
  prepare(): Promise<void>;
  start(): ChildProcess;
  /** Whether it listens and has read what it had written. */
  answers(): Promise<boolean>;
  /** What tells one that this program started to end in good order. */
  readonly endSignal: NodeJS.Signals;
  /** Tells one that an earlier run of the program left. */
  stop(): Promise<void>;
}
