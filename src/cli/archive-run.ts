import { readStatus, runArchive } from "../archive/index.ts";
import { AutosegError } from "../errors.ts";
import {
  loadModelsOf,
  openAudit,
  openPool,
  openRows,
  requireArchive,
  sweepOf,
  timesOf,
  withArchive,
} from "./archive-host.ts";
import { type ArchiveOptions, readRules } from "./archive-options.ts";
import { describeStatus, requireExamined } from "./archive-services.ts";
import { printLine } from "./terminal.ts";

/** `autoseg archive run`: segments a whole archive on this machine, with a queue of its own unless one is given. */
export async function runWholeArchive(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  requireArchive(options);
  const rules = await readRules(options);
  const loaded = await loadModelsOf(rules);
  await withArchive(options, async ({ turns, ...host }) => {
    await using _audit = await openAudit(options, host.log);
    const { isDone, failedStudies } = await runArchive({
      ...host,
      signal,
      rules: loaded,
      limits: rules.limits,
      pool: openPool(options, turns),
      rows: openRows(options),
      times: timesOf(options),
      ...sweepOf(options),
      graceMs: options.graceMs,
    });
    const status = await readStatus(host.queue);
    for (const line of describeStatus(status)) printLine(line);
    if (!isDone) return;
    requireExamined(failedStudies);
    const failed = status.jobs.failed ?? 0;
    if (failed > 0)
      throw new AutosegError(
        "works-given-up",
        `${failed} series were given up. See why with autoseg archive status, and try them again with autoseg archive retry.`,
        { count: failed },
      );
  });
}
