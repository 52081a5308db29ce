import {
  type ArchiveStatus,
  explainStudy,
  feedStudy,
  readStatus,
  runFeed,
  startWorker,
} from "../archive/index.ts";
import { AutosegError } from "../errors.ts";
import {
  createStandardLog,
  loadModelsOf,
  openAudit,
  openOwnQueue,
  openPool,
  openRows,
  requireArchive,
  sweepOf,
  timesOf,
  withArchive,
} from "./archive-host.ts";
import { type ArchiveOptions, readRules } from "./archive-options.ts";
import { UsageError } from "./parse-command.ts";
import { printLine, toJsonText } from "./terminal.ts";

/** `autoseg archive worker`: processes a queue until told to stop. */
export async function archiveWorker(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  requireQueue(options);
  requireArchive(options);
  const limits = options.rulesPath === undefined ? {} : (await readRules(options)).limits;
  await withArchive(options, async ({ turns, ...host }) => {
    await using _audit = await openAudit(options, host.log);
    const worker = await startWorker({
      ...host,
      limits,
      pool: openPool(options, turns),
      rows: openRows(options),
      times: timesOf(options),
    });
    await aborted(signal);
    await worker.stop(options.graceMs);
  });
}

/** `autoseg archive feed`: fills a queue, once or repeatedly (--watch), with all studies or certain ones (--study). */
export async function archiveFeed(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  requireQueue(options);
  requireArchive(options);
  const rules = await loadModelsOf(await readRules(options));
  await withArchive(options, async ({ turns: _turns, ...host }) => {
    const feed = { ...host, rules, signal };
    if (options.studies.length === 0) {
      const failed = await runFeed({ ...feed, ...sweepOf(options) });
      if (!signal.aborted) requireExamined(failed);
      return;
    }
    for (const study of options.studies) {
      const chosen = await feedStudy(study, feed, { priority: options.priority ?? "normal" });
      printLine(`${chosen ?? 0} series to be segmented`);
    }
  });
}

/** `autoseg archive status`: prints the progress or, with --why, what happened to one study. */
export async function archiveStatus(options: ArchiveOptions): Promise<void> {
  await using queue = await openOwnQueue(options, createStandardLog());
  if (options.why === undefined) {
    const status = await readStatus(queue);
    if (options.json) printJson(status);
    else for (const line of describeStatus(status)) printLine(line);
    return;
  }
  const explained = await explainStudy(queue, options.why);
  if (!explained)
    throw new AutosegError(
      "input-not-found",
      `No sweep has found a study ${options.why}. Check the UID, or run a sweep.`,
      { path: options.why },
    );
  if (options.json) printJson(explained);
  else
    for (const { seriesInstanceUID, model, state, why } of explained)
      printLine(`${seriesInstanceUID}  ${model}  ${state}: ${why}`);
}

/** `autoseg archive retry`: requeues what was given up. */
export async function archiveRetry(options: ArchiveOptions): Promise<void> {
  await using queue = await openOwnQueue(options, createStandardLog());
  printLine(`${await queue.retryFailed()} series are tried again`);
}

function printJson(value: unknown): void {
  for (const line of toJsonText(value).trimEnd().split("\n")) printLine(line);
}

export function describeStatus({ studies, jobs, refused, failed }: ArchiveStatus): string[] {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ") || "none";
  return [
    `${studies} studies looked at`,
    `series: ${list(jobs)}`,
    `not segmented: ${list(refused)}`,
    ...Object.entries(failed).map(([reason, count]) => `given up ${count} times: ${reason}`),
  ];
}

/** @throws AutosegError `studies-not-examined` if a sweep left any out. */
export function requireExamined(failed: number): void {
  if (failed === 0) return;
  throw new AutosegError(
    "studies-not-examined",
    `The archive answers, but ${failed === 1 ? "one study" : `${failed} studies`} could not be examined; the log says why (study.failed). Run the same command again.`,
    { count: failed },
  );
}

function requireQueue({ queue }: ArchiveOptions): void {
  if (queue === undefined)
    throw new UsageError(
      "Give the queue with --queue redis://HOST or postgres://HOST/DATABASE, or use autoseg archive run.",
    );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
