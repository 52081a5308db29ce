import { serveCompute } from "../archive/index.ts";
import { computeHost } from "./archive-host.ts";
import { type ArchiveOptions, parseArchiveOptions } from "./archive-options.ts";
import {
  archiveExport,
  archiveReport,
  archiveRules,
  archiveTable,
  archiveWorklist,
} from "./archive-results.ts";
import { runWholeArchive } from "./archive-run.ts";
import { archiveFeed, archiveRetry, archiveStatus, archiveWorker } from "./archive-services.ts";
import { UsageError } from "./parse-command.ts";

type Part = (options: ArchiveOptions, signal: AbortSignal) => Promise<void>;

/** The subcommands of `autoseg archive`. */
const parts: Readonly<Record<string, Part>> = {
  run: runWholeArchive,
  worker: archiveWorker,
  feed: archiveFeed,
  status: archiveStatus,
  retry: archiveRetry,
  table: archiveTable,
  export: archiveExport,
  worklist: archiveWorklist,
  report: archiveReport,
  rules: archiveRules,
};

/** `autoseg archive`: segments all studies of a PACS or folder through a queue (docs/archive.md). */
export const archiveCommand = {
  usage: `${Object.keys(parts).join("|")} (--pacs URL | --folder PATH) (--rules FILE | --model NAME) [--results FOLDER] [--queue URL] […]`,
  run: runArchiveCommand,
};

async function runArchiveCommand(args: readonly string[], signal: AbortSignal): Promise<void> {
  const [name, ...rest] = args;
  // Compute processes run this program too.
  if (name === "compute" && process.send) return serveCompute(computeHost);
  const part = name !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (!part) throw new UsageError(`Say what to do: ${Object.keys(parts).join(", ")}.`);
  await part(await parseArchiveOptions(rest), signal);
}
