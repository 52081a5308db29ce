import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

/** A network of a few thousand weights. */
export const tinyModel = join(root, "tests", "fixtures", "models", "threshold-tiny", "manifest.json");

/** `autoseg archive …` in a process of its own, so that it can be killed. */
export interface ArchiveProcess {
  readonly child: ChildProcess;
  /** All output so far. */
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

export function startArchive(...args: readonly string[]): ArchiveProcess {
  const child = spawn(process.execPath, [inject("cli"), "archive", ...args], { cwd: root });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, output: () => output, ended };
}

/** Lines of the log of one event. */
export function eventsIn(output: string, event: string): Record<string, unknown>[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line.event === event);
}
