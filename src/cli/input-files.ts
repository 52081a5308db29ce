import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { SourceFile } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";

/**
 * The files named, and every file in the folders named and below, in the order of their names; hidden ones left out.
 * @throws AutosegError `input-not-found`.
 */
export async function findInputFiles(paths: readonly string[]): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for (const path of paths) {
    const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      throw new AutosegError(
        "input-not-found",
        `There is no file or folder ${path} (${cause.code}). Check the path.`,
        { path },
        { cause },
      );
    });
    if (!stats.isDirectory()) {
      found.push(toSourceFile(path, path));
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    const files = entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    found.push(...files.map((file) => toSourceFile(file, relative(path, file))));
  }
  return found;
}

function toSourceFile(path: string, name: string): SourceFile {
  return {
    name,
    async arrayBuffer() {
      const bytes = await readFile(path);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    },
  };
}
