import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { AutosegError } from "../errors.ts";
import { type AuditEvent, toSyslog, writeAuditMessage } from "./audit-message.ts";

/** What a process that handles instances tells the audit trail. */
export type AuditedTransfer = Omit<AuditEvent, "at" | "program">;

/** Writes messages that are on the disk before the work goes on. */
export interface AuditSpool {
  write(transfer: AuditedTransfer): Promise<void>;
}

/** Ending of a message that is complete. */
const ending = ".syslog";

/**
 * A folder with a file for each message, in the order in which they were written; only this user may read it. Whoever is killed
 * leaves whole messages, which the next program sends.
 * @throws AutosegError `not-writable`: what cannot be audited is not done.
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

/** To the disk, so that it is there after the power has failed. */
async function writeWhole(path: string, content: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Hands each message of a spool on, oldest first, and removes it once that has succeeded. @returns how many. */
export async function emptySpool(folder: string, send: (line: Buffer) => Promise<void>): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending)).sort();
  for (const name of names) {
    const path = join(folder, name);
    const line = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      // Another worker on this spool was quicker.
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (line === undefined) continue;
    await send(line);
    await rm(path, { force: true });
  }
  return names.length;
}
