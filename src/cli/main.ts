import { isAutosegError } from "../errors.ts";
import { convertCommand } from "./convert-command.ts";
import { inspectCommand } from "./inspect-command.ts";
import { modelCommand } from "./model-command.ts";
import { pixelsCommand } from "./pixels-command.ts";
import { segCommand } from "./seg-command.ts";
import { segmentCommand } from "./segment-command.ts";
import { storeCommand } from "./store-command.ts";
import { termsCommand } from "./terms-command.ts";
import { UsageError } from "./usage-error.ts";

/** A command: its arguments, without its name. */
type Command = (args: readonly string[], signal: AbortSignal) => Promise<void>;

const commands: Record<string, { readonly usage: string; readonly run: Command }> = {
  segment: segmentCommand,
  inspect: inspectCommand,
  pixels: pixelsCommand,
  model: modelCommand,
  seg: segCommand,
  convert: convertCommand,
  store: storeCommand,
  terms: termsCommand,
};

const usage = [
  "usage: autoseg COMMAND …",
  "",
  ...Object.entries(commands).map(([name, command]) => `  autoseg ${name} ${command.usage}`),
  "",
].join("\n");

/** Exit codes: 0 done, 1 failed (one sentence on standard error), 2 called wrongly, 130 interrupted. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(`autoseg: there is no command "${name}".\n\n${usage}`);
    return 2;
  }
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  try {
    await command.run(args, controller.signal);
    return 0;
  } catch (error) {
    if (isAutosegError(error, "cancelled")) return 130;
    if (error instanceof UsageError) {
      process.stderr.write(`autoseg ${name}: ${error.message}\nusage: autoseg ${name} ${command.usage}\n`);
      return 2;
    }
    const advice = isAutosegError(error, "several-series") ? " Give its UID with --series." : "";
    // Anything untyped is a defect of ours: its trace is worth more than its sentence.
    const words = isAutosegError(error)
      ? error.message
      : error instanceof Error
        ? error.stack
        : String(error);
    process.stderr.write(`autoseg: ${words}${advice}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
