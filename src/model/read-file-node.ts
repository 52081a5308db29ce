import { readFile as readPath } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { AutosegError } from "../errors.ts";
import { readFile as readUrl } from "./read-file-web.ts";

/** Bytes of a file given by its path or URL. */
export async function readFile(location: string): Promise<Uint8Array<ArrayBuffer>> {
  if (/^https?:/.test(location)) return readUrl(location);
  try {
    return new Uint8Array(await readPath(location.startsWith("file:") ? fileURLToPath(location) : location));
  } catch (cause) {
    throw new AutosegError(
      "model-not-found",
      `No model file at ${location} (${(cause as NodeJS.ErrnoException).code}). Check the model's name or path.`,
      { location },
      { cause },
    );
  }
}

/** A path or URL stays as it is: it means the same in every thread. */
export function toAbsolute(location: string): string {
  return location;
}
