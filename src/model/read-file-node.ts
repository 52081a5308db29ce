import { readFile as readPath, realpath, stat } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { AutosegError } from "../errors.ts";
import { readFile as readUrl } from "./read-file-web.ts";

/**
 * Reads a file given by its path or URL.
 * @param manifest the file in whose folder it must be, with links resolved.
 * @throws AutosegError `model-not-found`, also for a file larger than `mostBytes` or outside the folder.
 */
export async function readFile(
  location: string,
  mostBytes: number,
  manifest?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (/^https?:/i.test(location)) return readUrl(location, mostBytes);
  const fail = (found: string, cause?: unknown) =>
    new AutosegError(
      "model-not-found",
      `No model file at ${location} (${found}). Check the model's name or path.`,
      { location },
      { cause },
    );
  try {
    const path = toPath(location);
    if (manifest !== undefined && !(await isInFolderOf(path, toPath(manifest))))
      throw fail("it is a link that points outside the model's folder");
    const { size } = await stat(path);
    if (size > mostBytes) throw fail(`it has ${size} bytes; at most ${mostBytes} are allowed`);
    return new Uint8Array(await readPath(path));
  } catch (cause) {
    if (cause instanceof AutosegError) throw cause;
    throw fail((cause as NodeJS.ErrnoException).code ?? String(cause), cause);
  }
}

function toPath(location: string): string {
  return location.startsWith("file:") ? fileURLToPath(location) : location;
}

async function isInFolderOf(path: string, other: string): Promise<boolean> {
  const folder = await realpath(dirname(other));
  return (await realpath(path)).startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Returns the path or URL unchanged: it means the same in every thread. */
export function toAbsolute(location: string): string {
  return location;
}
