#!/usr/bin/env node
import { isAutosegError } from "../errors.ts";
import { commands, usage } from "./commands.ts";
import { type Ending, endingCodes, onEnding } from "./ending.ts";
import { UsageError } from "./parse-command.ts";
import { printNote } from "./terminal.ts";

/**
 * Exit codes: 0 done, 1 failed (with a sentence on standard error), 2 wrong usage, 128 plus the signal's number
 * when interrupted.
 */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(await usage());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    printNote(`autoseg: there is no command "${name}".`);
    process.stderr.write(`\n${await usage()}`);
    return 2;
  }
  const controller = new AbortController();
  let endedBy: Ending = "SIGINT";
  onEnding((signal) => {
    endedBy = signal;
    controller.abort();
  });
  const command = await load();
  try {
    await command.run(args, controller.signal);
    return 0;
  } catch (error) {
    if (isAutosegError(error, "cancelled")) return endingCodes[endedBy];
    if (error instanceof UsageError) {
      printNote(`autoseg ${name}: ${error.message}`);
      printNote(`usage: autoseg ${name} ${command.usage}`);
      return 2;
    }
    const advice = isAutosegError(error, "several-series") ? " Give its UID with --series." : "";
    // An untyped error is a bug, so its stack trace is shown.
    if (isAutosegError(error)) printNote(`autoseg: ${error.message}${advice}`);
    else for (const line of traceOf(error).split("\n")) printNote(line);
    return 1;
  }
}

function traceOf(error: unknown): string {
  return `autoseg: ${error instanceof Error ? error.stack : String(error)}`;
}

process.exitCode = await main(process.argv.slice(2));
