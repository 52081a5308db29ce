import { createOrthancChanges, loadRules, readStatus, runArchive } from "../archive/index.ts";
import { AutosegError } from "../errors.ts";
import { loadModel } from "../model/index.ts";
import {
  createStandardLog,
  openAudit,
  openOperations,
  openOwnQueue,
  openPool,
  openRows,
  openSource,
  openTracesOf,
  openTurns,
  requireArchive,
  timesOf,
} from "./archive-host.ts";
import { type ArchiveOptions, readRules } from "./archive-options.ts";
import { describeStatus } from "./archive-services.ts";
import { resolveModel } from "./model-location.ts";
import { printLine } from "./terminal.ts";

/** `autoseg archive run`: segments a whole archive on this machine, with a queue of its own unless one is given. */
export async function runWholeArchive(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  requireArchive(options);
  const rules = await readRules(options);
  const log = createStandardLog();
  const loaded = await loadRules(rules, async (name) => loadModel(await resolveModel(name)));
  await using queue = await openOwnQueue(options, log);
  const turns = openTurns(options, queue);
  const source = openSource(options, turns);
  await using traces = await openTracesOf();
  await using _audit = await openAudit(options, log);
  await using operations = await openOperations(options, queue, () => source.check());
  const isDone = await runArchive({
    ...{ queue, source, log, signal, traces, rules: loaded, limits: rules.limits },
    pool: openPool(options, turns),
    rows: openRows(options),
    times: timesOf(options),
    metrics: operations.metrics,
    everyMs: options.watchMs,
    settleMs: options.settleMs,
    graceMs: options.graceMs,
    ...(options.changes !== undefined && {
      changes: createOrthancChanges(options.changes, options.headers),
    }),
  });
  const status = await readStatus(queue);
  for (const line of describeStatus(status)) printLine(line);
  if (!isDone) return;
  const failed = status.jobs.failed ?? 0;
  if (failed > 0)
    throw new AutosegError(
      "works-given-up",
      `${failed} series were given up. See why with autoseg archive status, and try them again with autoseg archive retry.`,
      { count: failed },
    );
}
