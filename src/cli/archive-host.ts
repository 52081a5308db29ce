import { type ChildProcess, fork } from "node:child_process";
import { readFile, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type ComputeSetup,
  createComputePool,
  createFolderSource,
  createLog,
  createMetrics,
  createOrthancChanges,
  createPacsArchive,
  createResultRows,
  type FileAccess,
  type Log,
  loadRules,
  type Metrics,
  noMetrics,
  noTraces,
  openQueue,
  openTraces,
  type Rules,
  type StudySource,
  serveOperations,
  startAuditSender,
  startEmbeddedQueue,
  type Traces,
  type Turns,
  type WorkQueue,
  withoutFloods,
} from "../archive/index.ts";
import { parseDicomWebAddress } from "../dicomweb/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import { loadModel } from "../model/index.ts";
import type { ArchiveOptions } from "./archive-options.ts";
import { findInputFiles } from "./input-files.ts";
import { resolveModel } from "./model-location.ts";
import { createOutputs } from "./output-file.ts";
import { UsageError } from "./parse-command.ts";
import { printNote } from "./terminal.ts";

/** File access shared by all commands. */
export const fileAccess: FileAccess = {
  async list(folder) {
    try {
      return await findInputFiles([folder]);
    } catch (error) {
      if (isAutosegError(error, "input-not-found")) return [];
      throw error;
    }
  },
  open: (paths) => findInputFiles(paths),
  async read(path) {
    const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return undefined;
      throw cause;
    });
    return bytes && new Uint8Array(bytes);
  },
  async freeBytes(folder) {
    for (let place = folder; ; place = dirname(place)) {
      const found = await statfs(place).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT" && dirname(place) !== place) return undefined;
        throw new AutosegError(
          "not-writable",
          `${folder} cannot be written (${cause.code}).`,
          { path: folder },
          { cause },
        );
      });
      if (found) return found.bavail * found.bsize;
    }
  },
  async write(path, content) {
    await using outputs = createOutputs({ force: true, inputs: [], makesFolders: true });
    await outputs.stage(path, content);
    await outputs.publish();
  },
};

/** What compute processes are given. */
export const computeHost = { resolveModel, files: fileAccess };

/**
 * With one process per core there is no core for V8's helper threads: collecting garbage on four more threads costs more than
 * on one. A larger young generation makes it less frequent. So does an old one that may grow by some 350 MB, the voxels and labels
 * of a few series: each collection also discards compiled code that no object holds at that moment, to be compiled again.
 */
const computeFlags = [
  "--v8-pool-size=1",
  "--single-threaded-gc",
  "--min-semi-space-size=16",
  "--heap-growing-percent=1500",
  "--no-flush-bytecode",
];

/**
 * The memory of one series would be returned to the system and mapped anew, page by page, for the next one. GNU's C library
 * keeps blocks up to these sizes; others ignore the setting.
 */
const keptMemory = `glibc.malloc.mmap_threshold=${2 ** 30}:glibc.malloc.trim_threshold=${2 ** 30}`;

/** Forks a compute process. Its output is hidden, since it reports by message. */
function forkCompute(): ChildProcess {
  return fork(process.argv[1]!, ["archive", "compute"], {
    execArgv: [...process.execArgv, ...computeFlags],
    env: { GLIBC_TUNABLES: keptMemory, ...process.env },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

export function createStandardLog(): Log {
  return withoutFloods(createLog(printNote));
}

/** @throws UsageError if neither a PACS nor a folder is given. */
export function requireArchive({ pacs, folder }: ArchiveOptions): void {
  if (pacs === undefined && folder === undefined)
    throw new UsageError("Give the archive with --pacs URL or --folder PATH.");
}

/** The source of studies. @throws UsageError as {@link requireArchive}. */
export function openSource(options: ArchiveOptions, turns?: Turns): StudySource {
  requireArchive(options);
  const { pacs, folder, results, headers, from, to } = options;
  if (folder !== undefined)
    return createFolderSource(folder, results ?? join(folder, "autoseg-results"), fileAccess);
  const sweep = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return createPacsArchive(pacs!, { headers, sweep, ...(turns && { inTurn: turns.run }) });
}

/** Limits requests to the PACS across all programs that use this address; undefined for no limit. */
function openTurns({ pacs, requests }: ArchiveOptions, queue: WorkQueue): Turns | undefined {
  if (pacs === undefined || requests === undefined) return undefined;
  return queue.turns(parseDicomWebAddress(pacs).root, requests);
}

export function openPool(
  { pacs, results, audit, headers, processes, threads }: ArchiveOptions,
  turns: Turns | undefined,
) {
  const setup: ComputeSetup = {
    ...(pacs !== undefined && { pacs: { url: pacs, headers, inTurns: turns !== undefined } }),
    ...(results !== undefined && { results }),
    ...(audit !== undefined && { audit: audit.folder }),
    threads,
  };
  return createComputePool({
    fork: forkCompute,
    setup,
    turns,
    ...(processes !== undefined && { size: processes }),
  });
}

/** Dead workers are looked for twice in the time that they keep their work. */
export function timesOf({ lockMs }: ArchiveOptions) {
  return lockMs === undefined ? undefined : { lockMs, stalledMs: Math.ceil(lockMs / 2) };
}

export function openRows({ results, freeBytes }: ArchiveOptions) {
  return results === undefined ? undefined : createResultRows(results, fileAccess, freeBytes);
}

/** The queue given, or one that this program starts itself. */
export async function openOwnQueue(
  { queue, state }: ArchiveOptions,
  log: Log,
): Promise<WorkQueue & AsyncDisposable> {
  if (queue !== undefined) return openQueue(queue, log);
  const server = await startEmbeddedQueue(state, log);
  const opened = await openQueue(server.address, log);
  return {
    ...opened,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Sends the audit trail's spool, if an address is given. */
export async function openAudit({ audit }: ArchiveOptions, log: Log): Promise<AsyncDisposable> {
  if (audit?.address === undefined) return { [Symbol.asyncDispose]: async () => undefined };
  const tls: Record<string, Buffer> = {};
  for (const [name, path] of Object.entries(audit.tls))
    tls[name] = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
      throw new UsageError(
        `AUTOSEG_AUDIT_${name.toUpperCase()} names a file that cannot be read (${cause.code}).`,
      );
    });
  return startAuditSender({ folder: audit.folder, address: audit.address, tls, log });
}

/** Traces, if the environment names a collector. */
export async function openTracesOf(env: NodeJS.ProcessEnv = process.env): Promise<Traces> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED } = env;
  const isNamed = Boolean(OTEL_EXPORTER_OTLP_ENDPOINT || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
  return isNamed && OTEL_SDK_DISABLED !== "true" ? openTraces() : noTraces;
}

/** Metrics and health checks, if a port is given. */
async function openOperations(
  { metrics: where }: ArchiveOptions,
  queue: WorkQueue,
  check: () => Promise<void>,
): Promise<{ readonly metrics: Metrics } & AsyncDisposable> {
  if (!where) return { metrics: noMetrics, [Symbol.asyncDispose]: async () => undefined };
  const metrics = await createMetrics(queue);
  const isReady = async () => {
    await Promise.all([queue.check(), check()]);
    return true;
  };
  const server = await serveOperations({ ...where, metrics, isReady });
  return { metrics, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** What `run`, `worker` and `feed` have in common while they work. */
export interface ArchiveHost {
  readonly log: Log;
  readonly queue: WorkQueue;
  readonly turns: Turns | undefined;
  readonly source: StudySource;
  readonly traces: Traces;
  readonly metrics: Metrics;
}

/** Opens all of it, works with it, and closes it again. @throws UsageError as {@link requireArchive}. */
export async function withArchive(
  options: ArchiveOptions,
  work: (host: ArchiveHost) => Promise<void>,
): Promise<void> {
  requireArchive(options);
  const log = createStandardLog();
  await using queue = await openOwnQueue(options, log);
  const turns = openTurns(options, queue);
  const source = openSource(options, turns);
  await using traces = await openTracesOf();
  await using operations = await openOperations(options, queue, () => source.check());
  await work({ log, queue, turns, source, traces, metrics: operations.metrics });
}

/** Loads the models of rules. */
export function loadModelsOf(rules: Rules): ReturnType<typeof loadRules> {
  return loadRules(rules, async (name) => loadModel(await resolveModel(name)));
}

/** How often a sweep begins, and what it waits for or is told by. */
export function sweepOf({ watchMs: everyMs, settleMs, changes, headers }: ArchiveOptions) {
  return {
    everyMs,
    settleMs,
    ...(changes !== undefined && { changes: createOrthancChanges(changes, headers) }),
  };
}
