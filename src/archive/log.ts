import { createHash } from "node:crypto";

/** Fields of a line besides the event: numbers, codes, and shortened UIDs. */
export type LogFields = Readonly<Record<string, number | boolean | string | undefined>>;

/** Structured log, one JSON object per line, which never identifies a patient, a study or a file. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

/** Codes, model names, times: without the spaces and characters of personal names and descriptions. */
const safeText = /^[\w.:/+-]{1,64}$/;

/** UIDs identify the patient to anyone who can look them up. */
const uid = /^\d+(\.\d+){3,}$/;

/** Writes log lines; a text that might reveal too much becomes "?", wherever it came from. */
export function createLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  const line = (level: string, event: string, fields: LogFields = {}) => {
    const safe = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value !== "string" || (safeText.test(value) && !uid.test(value)) ? value : "?",
      ]),
    );
    write(JSON.stringify({ at: now().toISOString(), level, event, ...safe }));
  };
  return {
    info: (event, fields) => line("info", event, fields),
    warn: (event, fields) => line("warn", event, fields),
  };
}

/** Writes a repeated event once, with a count when another event follows or a minute has passed. */
export function withoutFloods(log: Log, quietMs = 60_000, now = (): number => performance.now()): Log {
  const last = new Map<string, { at: number; silent: number }>();
  const warn = (event: string, fields: LogFields = {}) => {
    const key = `${event} ${fields.code ?? ""}`;
    const known = last.get(key);
    if (known && now() - known.at < quietMs) {
      known.silent++;
      return;
    }
    last.set(key, { at: now(), silent: 0 });
    log.warn(event, known && known.silent > 0 ? { ...fields, repeated: known.silent } : fields);
  };
  return { info: (event, fields) => log.info(event, fields), warn };
}

/** A shortened hash of a UID for logs: recognisable, but impossible to look up. */
export function shortName(uidOrKey: string): string {
  return createHash("sha256").update(uidOrKey).digest("hex").slice(0, 10);
}
