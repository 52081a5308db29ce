import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { AutosegError } from "../errors.ts";
import { type AuditEvent, toSyslog, writeAuditMessage } from "./audit-message.ts";

/** What a process that transfers instances reports to the audit trail. */
export type AuditedTransfer = Omit<AuditEvent, "at" | "program">;

/** Writes messages to disk before work continues. */
export interface AuditSpool {
  write(transfer: AuditedTransfer): Promise<void>;
}

/** Suffix of complete messages. */
const ending = ".syslog";

/**
 * A folder with one file per message, in order, readable only by this user. A process that is killed leaves whole messages
 * behind, which the next one sends.
 * @throws AutosegError `not-writable`: work that cannot be audited must not be done.
 */
export function createAuditSpool(folder: string, now: () => Date = () => new Date()): AuditSpool {
  const program = { name: "autoseg", host: hostname(), processId: process.pid };
  return {
    async write(transfer) {
      const at = now();
      const line = toSyslog(writeAuditMessage({ ...transfer, at, program }), { at, program });
      const path = join(folder, `${at.toISOString().replace(/\W/g, "")}-${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeWhole(`${path}.part`, line);
        await rename(`${path}.part`, `${path}${ending}`);
      } catch (cause) {
        await rm(`${path}.part`, { force: true }).catch(() => undefined);
        const { code } = cause as NodeJS.ErrnoException;
        throw new AutosegError(
          "not-writable",
          `The audit message cannot be written to ${folder} (${code}). Make room, or give another folder with --audit.`,
          { path: folder },
          { cause },
        );
      }
    },
  };
}

/** Flushed to disk, so that it survives a power failure. */
async function writeWhole(path: string, content: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Sends each message of a spool, oldest first, and removes it once that has succeeded. @returns how many were sent. */
export async function emptySpool(folder: string, send: (line: Buffer) => Promise<void>): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending)).sort();
  for (const name of names) {
    const path = join(folder, name);
    const line = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      // Another worker on this spool was faster.
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (line === undefined) continue;
    await send(line);
    await rm(path, { force: true });
  }
  return names.length;
}
