import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { ParseArgsConfig } from "node:util";
import {
  type ExportKind,
  exportKinds,
  type Priority,
  parseRules,
  type Rules,
  rulesOf,
} from "../archive/index.ts";
import { AutosegError } from "../errors.ts";
import { overSettings, readSetting } from "./archive-settings.ts";
import { headerOption, parseCommand, parseHeaders, UsageError } from "./parse-command.ts";

const options = {
  config: { type: "string" },
  pacs: { type: "string" },
  folder: { type: "string" },
  queue: { type: "string" },
  state: { type: "string" },
  rules: { type: "string" },
  model: { type: "string", multiple: true },
  results: { type: "string" },
  free: { type: "string" },
  processes: { type: "string" },
  requests: { type: "string" },
  threads: { type: "string" },
  grace: { type: "string" },
  lock: { type: "string" },
  watch: { type: "string" },
  changes: { type: "string" },
  settle: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  study: { type: "string", multiple: true },
  priority: { type: "string" },
  metrics: { type: "string" },
  "metrics-host": { type: "string" },
  audit: { type: "string" },
  "audit-to": { type: "string" },
  object: { type: "string", multiple: true },
  why: { type: "string" },
  json: { type: "boolean", default: false },
  out: { type: "string" },
  force: { type: "boolean", default: false },
  header: headerOption,
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

export interface AuditOptions {
  readonly folder: string;
  /** Undefined if the messages stay in the folder. */
  readonly address: string | undefined;
  /** Files of certificates and key. */
  readonly tls: Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;
}

/** Options of `autoseg archive`, from arguments, environment and files. */
export interface ArchiveOptions {
  readonly pacs: string | undefined;
  readonly folder: string | undefined;
  readonly queue: string | undefined;
  /** Folder of the queue that the program starts itself. */
  readonly state: string;
  /** Folder of rows and files; undefined if none are wanted. */
  readonly results: string | undefined;
  /** Space to leave free on the results' disk; undefined for the default. */
  readonly freeBytes: number | undefined;
  readonly processes: number | undefined;
  /** Maximum number of parallel requests to the PACS; undefined for no limit. */
  readonly requests: number | undefined;
  readonly threads: number;
  readonly graceMs: number;
  /** How long a dead worker keeps its work; undefined for the default. */
  readonly lockMs: number | undefined;
  readonly watchMs: number | undefined;
  readonly changes: string | undefined;
  readonly settleMs: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly studies: readonly string[];
  readonly priority: Priority | undefined;
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  /** Folder of unsent audit messages, and where to send them; undefined without an audit trail. */
  readonly audit: AuditOptions | undefined;
  /** What to export of each result. */
  readonly kinds: readonly ExportKind[];
  readonly why: string | undefined;
  readonly json: boolean;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly positionals: readonly string[];
  readonly rulesPath: string | undefined;
  readonly models: readonly string[];
}

/** @throws UsageError */
export async function parseArchiveOptions(
  args: readonly string[],
  ownEnv: NodeJS.ProcessEnv = process.env,
): Promise<ArchiveOptions> {
  const { values, positionals } = parseCommand(args, options);
  const env = await overSettings(values.config ?? ownEnv.AUTOSEG_CONFIG, ownEnv);
  const [pacs, queue, headerLines] = await Promise.all(
    ["AUTOSEG_PACS", "AUTOSEG_QUEUE", "AUTOSEG_HTTP_HEADERS"].map((name) => readSetting(name, env)),
  );
  const folder = values.folder ?? env.AUTOSEG_FOLDER;
  const chosenPacs = values.pacs ?? (folder === undefined ? pacs : undefined);
  if (chosenPacs !== undefined && folder !== undefined)
    throw new UsageError("Give --pacs or --folder, not both.");
  const results =
    values.results ?? env.AUTOSEG_RESULTS ?? (folder && join(resolve(folder), "autoseg-results"));
  for (const name of ["from", "to"] as const)
    if (values[name] !== undefined && !/^\d{8}$/.test(values[name]))
      throw new UsageError(`--${name} is a date like 20240131.`);
  const priority = values.priority;
  if (priority !== undefined && !isPriority(priority))
    throw new UsageError(`--priority is one of ${priorities.join(", ")}.`);
  const kinds = values.object ?? ["seg"];
  if (!areKinds(kinds)) throw new UsageError(`--object is one of ${exportKinds.join(", ")}.`);
  const requests = toNumber("requests", values.requests ?? env.AUTOSEG_REQUESTS);
  if (requests === 0) throw new UsageError("--requests is at least 1.");
  const freeMegabytes = toNumber("free", values.free ?? env.AUTOSEG_FREE);
  const metricsPort = toNumber("metrics", values.metrics ?? env.AUTOSEG_METRICS_PORT);
  const host = values["metrics-host"] ?? env.AUTOSEG_METRICS_HOST ?? "127.0.0.1";
  const seconds = (name: "grace" | "watch" | "settle" | "lock") => {
    const value = toNumber(name, values[name] ?? env[`AUTOSEG_${name.toUpperCase()}`]);
    return value === undefined ? undefined : value * 1000;
  };
  const state = values.state ?? env.AUTOSEG_STATE ?? stateFolder(chosenPacs ?? resolve(folder ?? "."));
  const auditTo = values["audit-to"] ?? env.AUTOSEG_AUDIT_TO;
  const auditFolder = values.audit ?? env.AUTOSEG_AUDIT ?? (auditTo && join(state, "audit"));
  const { AUTOSEG_AUDIT_CA: ca, AUTOSEG_AUDIT_CERT: cert, AUTOSEG_AUDIT_KEY: key } = env;
  return {
    audit: auditFolder
      ? {
          folder: auditFolder,
          address: auditTo,
          tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) },
        }
      : undefined,
    pacs: chosenPacs,
    folder,
    results,
    priority,
    positionals,
    queue: values.queue ?? queue,
    state,
    freeBytes: freeMegabytes === undefined ? undefined : freeMegabytes * 2 ** 20,
    requests,
    processes: toNumber("processes", values.processes ?? env.AUTOSEG_PROCESSES),
    threads: toNumber("threads", values.threads ?? env.AUTOSEG_THREADS) ?? 1,
    graceMs: seconds("grace") ?? 120_000,
    lockMs: seconds("lock"),
    watchMs: seconds("watch"),
    changes: values.changes ?? env.AUTOSEG_CHANGES,
    settleMs: seconds("settle") ?? 60_000,
    from: values.from,
    to: values.to,
    studies: values.study ?? [],
    metrics: metricsPort === undefined ? undefined : { port: metricsPort, host },
    kinds,
    why: values.why,
    json: values.json,
    out: values.out,
    force: values.force,
    headers: parseHeaders(values.header, { AUTOSEG_HTTP_HEADERS: headerLines }),
    rulesPath: values.rules ?? env.AUTOSEG_RULES,
    models: values.model ?? (env.AUTOSEG_MODEL ? [env.AUTOSEG_MODEL] : []),
  };
}

/** @throws UsageError if neither rules nor models are given; AutosegError `invalid-rules`, `input-not-found`. */
export async function readRules({
  rulesPath,
  models,
}: Pick<ArchiveOptions, "rulesPath" | "models">): Promise<Rules> {
  if (rulesPath !== undefined && models.length > 0)
    throw new UsageError("Give --rules or --model, not both.");
  if (rulesPath === undefined) {
    if (models.length === 0) throw new UsageError("Say what to segment: --model NAME, or --rules FILE.");
    return rulesOf(models);
  }
  const text = await readFile(rulesPath, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new AutosegError(
      "input-not-found",
      `There is no file or folder ${rulesPath} (${cause.code}). Check the path.`,
      { path: rulesPath },
      { cause },
    );
  });
  return parseRules(text, rulesPath);
}

const priorities = ["urgent", "normal", "low"] as const satisfies readonly Priority[];

function isPriority(name: string): name is Priority {
  return (priorities as readonly string[]).includes(name);
}

function areKinds(names: readonly string[]): names is readonly ExportKind[] {
  return names.every((name) => (exportKinds as readonly string[]).includes(name));
}

function toNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new UsageError(`--${name} is a whole number.`);
  return number;
}

/** A folder for each archive, so that two do not share a queue; its path is short, since it contains a socket. */
function stateFolder(archive: string): string {
  const base = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
  return join(base, "autoseg", createHash("sha256").update(archive).digest("hex").slice(0, 12));
}
