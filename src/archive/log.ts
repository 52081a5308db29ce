import { createHash } from "node:crypto";

/** What a line may hold beside its event: numbers, codes, and short names of UIDs. */
export type LogFields = Readonly<Record<string, number | boolean | string | undefined>>;

/** Structured log, one JSON object a line: nothing in it names a patient, a study or a file. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

/** Codes, names of models, times: without spaces and signs that names of persons and descriptions have. */
const safeText = /^[\w.:/+-]{1,64}$/;

/** A UID: whoever knows it can tell the patient. */
const uid = /^\d+(\.\d+){3,}$/;

/** Writes lines; a text that may say too much becomes "?", whoever wrote it there. */
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

/** The same event over and over is told once, and how often it came when something else follows or a minute has passed. */
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

/** A UID as a log may show it: the same one is recognised, and nobody looks it up. */
export function shortName(uidOrKey: string): string {
  return createHash("sha256").update(uidOrKey).digest("hex").slice(0, 10);
}
