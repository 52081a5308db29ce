import { writeFile } from "node:fs/promises";
import { AutosegError } from "../errors.ts";

/** @throws AutosegError `not-writable` when the place cannot be written to. */
export async function writeOutput(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(path, content).catch((cause: NodeJS.ErrnoException) => {
    throw new AutosegError(
      "not-writable",
      `${path} cannot be written (${cause.code}). Give another place to write to.`,
      { path },
      { cause },
    );
  });
}
