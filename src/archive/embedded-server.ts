import type { ChildProcess } from "node:child_process";

/** How one kind of server is run in a folder. */
export interface EmbeddedServer {
  readonly address: string;
  /** Prepares the folder before the first start. */
  prepare(): Promise<void>;
  start(): ChildProcess;
  /** Whether it listens and has finished reading its log. */
  answers(): Promise<boolean>;
  /** Signal for an orderly shutdown of a server started here. */
  readonly endSignal: NodeJS.Signals;
  /** Stops a server left by an earlier run. */
  stop(): Promise<void>;
}
