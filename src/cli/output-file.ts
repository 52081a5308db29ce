import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AutosegError } from "../errors.ts";

/** @throws AutosegError `not-writable` when the place cannot be written to. */
export async function writeOutput(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(path, content).catch((cause) => {
    throw notWritable(path, cause);
  });
}

/**
 * Makes the folder that a file is to lie in.
 * @throws AutosegError `not-writable`.
 */
export async function makeOutputFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause) => {
    throw notWritable(path, cause);
  });
}

function notWritable(path: string, cause: NodeJS.ErrnoException): AutosegError<"not-writable"> {
  return new AutosegError(
    "not-writable",
    `${path} cannot be written (${cause.code}). Give another place to write to.`,
    { path },
    { cause },
  );
}
