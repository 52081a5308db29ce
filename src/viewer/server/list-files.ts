import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";

/** A file of a study: where it is, and what the user calls it. */
export interface StudyFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * The files of a folder and the folders in it, in the order of their names, or the one file that was given. Hidden
 * files are left out.
 * @throws the file system's error when there is nothing at `path`.
 */
export async function listFiles(path: string): Promise<StudyFile[]> {
  const found = await stat(path);
  if (found.isFile()) return [{ path, name: basename(path), sizeBytes: found.size }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(path, file)
          .split(sep)
          .some((part) => part.startsWith(".")),
    )
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return Promise.all(
    paths.map(async (file) => ({
      path: file,
      name: relative(path, file),
      sizeBytes: (await stat(file)).size,
    })),
  );
}
