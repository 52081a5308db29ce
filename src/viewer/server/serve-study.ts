import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Connect, Plugin } from "vite";

/** The index that the viewer fetches first: the files of a study, with URLs relative to this index. */
export interface StudyIndex {
  readonly title: string;
  readonly files: readonly { readonly name: string; readonly url: string; readonly sizeBytes: number }[];
}

/**
 * Serves one study read-only under `/study/`: `index.json` lists the files, each at its number; no other file can be requested.
 * A build includes the study.
 * @param path undefined for a build without a study, whose index is empty.
 * @param token restricts access to programs that know it: the study is then under `/study/TOKEN/` only.
 */
export function serveStudy(path: string | undefined, token?: string): Plugin {
  const folder = token === undefined ? "/study/" : `/study/${token}/`;
  const files = path === undefined ? Promise.resolve([]) : listFiles(resolve(path)).catch(() => []);
  const createIndex = async (): Promise<StudyIndex> => ({
    title: path === undefined ? "" : basename(resolve(path)),
    files: (await files).map(({ name, sizeBytes }, number) => ({ name, url: String(number), sizeBytes })),
  });
  const answer: Connect.NextHandleFunction = async (request, response, next) => {
    const url = request.url?.replace(/\?.*$/, "") ?? "";
    if (!url.startsWith("/study/")) return next();
    response.setHeader("Cache-Control", "no-store");
    const wanted = url.startsWith(folder) ? url.slice(folder.length) : "";
    if (!/^(index\.json|\d+)$/.test(wanted) || request.method !== "GET") {
      response.statusCode = 404;
      response.end();
      return;
    }
    if (wanted === "index.json") {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(await createIndex()));
      return;
    }
    const file = (await files)[Number(wanted)];
    if (!file) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("Content-Type", "application/dicom");
    response.setHeader("Content-Length", file.sizeBytes);
    createReadStream(file.path)
      .on("error", () => response.destroy())
      .pipe(response);
  };
  return {
    name: "autoseg-serve-study",
    configureServer: (server) => void server.middlewares.use(answer),
    async generateBundle() {
      const index = await createIndex();
      this.emitFile({ type: "asset", fileName: "study/index.json", source: JSON.stringify(index) });
      for (const [number, { path: filePath }] of (await files).entries())
        this.emitFile({ type: "asset", fileName: `study/${number}`, source: await readFile(filePath) });
    },
  };
}

/** A file of a study: its path, and its name for the user. */
interface StudyFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/**
 * The files of a folder and its subfolders in name order, or the single file given. Hidden files are left out.
 * @throws the file system's error if there is nothing at `path`.
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
