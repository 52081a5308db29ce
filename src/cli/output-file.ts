import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { access, link, lstat, mkdir, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { AutosegError } from "../errors.ts";
import { type InputFile, isSource } from "./input-files.ts";

/** The whole content of a file, or its parts in order. */
export type Content = string | Uint8Array | Iterable<Uint8Array>;

/** Option of commands that write: whether existing files may be replaced. */
export const forceOption = { type: "boolean", default: false } as const;

export interface OutputOptions {
  readonly force: boolean;
  /** Inputs, which are never overwritten, under whatever name and even with `force`. */
  readonly inputs: readonly InputFile[];
  /** Whether missing folders are created. */
  readonly makesFolders?: boolean;
}

/** A file that is complete but not yet in place. */
interface Staged {
  /** As the user gave it, for messages. */
  readonly path: string;
  /** Where it goes: the target, if the path is a symbolic link. */
  readonly place: string;
  readonly temporary: string;
}

/**
 * The output files of a command, written all or none: each is written under a hidden name next to its place and flushed to
 * disk, and moved into place once all are complete. If the program ends earlier, existing files are unchanged.
 */
export interface Outputs extends AsyncDisposable {
  /**
   * Checks in advance that files may be written there, so that nobody waits for a result that cannot be saved.
   * @throws AutosegError `not-writable`.
   */
  check(paths: readonly string[]): Promise<void>;
  /** Writes a file under a temporary name. @throws AutosegError `not-writable`, and what making the content throws. */
  stage(path: string, content: Content): Promise<void>;
  /** Moves all files into place. @throws AutosegError `not-writable`. */
  publish(): Promise<void>;
}

export function createOutputs({ force, inputs, makesFolders = false }: OutputOptions): Outputs {
  const staged: Staged[] = [];

  const findFolder = async (path: string): Promise<string> => {
    try {
      const folder = await realpath(dirname(path));
      await access(folder, constants.W_OK);
      return folder;
    } catch (cause) {
      if (makesFolders && codeOf(cause) === "ENOENT") return resolve(dirname(path));
      throw toError(path, cause);
    }
  };

  /** Resolves symbolic links. */
  const findPlace = async (path: string): Promise<string> => {
    if (await isStream(path)) return path;
    const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return undefined;
      throw toError(path, cause);
    });
    if (!found) return join(await findFolder(path), basename(path));
    if (found.isDirectory()) throw notWritable(path, "is a folder. Give the path of a file.");
    for (const input of inputs) {
      if (input.path === undefined || !isSame(found, await stat(input.path).catch(() => undefined))) continue;
      if (await isSource(input))
        throw notWritable(
          path,
          `is the input (${input.path}), which is never overwritten. Choose another path.`,
        );
    }
    if (!force) throw exists(path);
    return realpath(path).catch((cause) => {
      throw toError(path, cause);
    });
  };

  return {
    async check(paths) {
      const places = new Set<string>();
      for (const path of paths) {
        const place = await findPlace(path);
        if (places.has(place)) throw notWritable(path, "is given twice. Give each result its own path.");
        places.add(place);
      }
    },
    async stage(path, content) {
      if (await isStream(path)) {
        await writeFile(path, content).catch((cause) => {
          throw toError(path, cause);
        });
        return;
      }
      const place = await findPlace(path);
      if (staged.some((other) => other.place === place))
        throw notWritable(path, "would be written twice. Rename one of the segments.");
      try {
        if (makesFolders) await mkdir(dirname(place), { recursive: true });
        const temporary = join(dirname(place), `.autoseg-${randomUUID()}.part`);
        staged.push({ path, place, temporary });
        await writeWhole(temporary, content, await modeOf(place));
      } catch (cause) {
        throw toError(path, cause);
      }
    },
    async publish() {
      if (!force) {
        for (const { path, place } of staged) if (await isThere(place)) throw exists(path);
      }
      for (const file of staged) await putInPlace(file, force);
      for (const folder of new Set(staged.map(({ place }) => dirname(place)))) await syncFolder(folder);
      staged.length = 0;
    },
    async [Symbol.asyncDispose]() {
      // If a folder does not permit removal, an earlier error has said so.
      for (const { temporary } of staged) await rm(temporary, { force: true }).catch(() => undefined);
    },
  };
}

/**
 * Replaces a file atomically; for files that the project maintains itself.
 * @throws AutosegError `not-writable`.
 */
export async function replaceFile(path: string, content: Content): Promise<void> {
  await using outputs = createOutputs({ force: true, inputs: [] });
  await outputs.stage(path, content);
  await outputs.publish();
}

async function writeWhole(path: string, content: Content, mode: number | undefined): Promise<void> {
  await using file = await open(path, "wx");
  if (mode !== undefined) await file.chmod(mode);
  const parts = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  for (const part of parts) await file.writeFile(part);
  await file.sync();
}

/** Permissions of the file to be replaced. */
async function modeOf(place: string): Promise<number | undefined> {
  return stat(place).then(
    ({ mode }) => mode & 0o777,
    () => undefined,
  );
}

/** Without `force`, by a hard link, which fails if another program has written the file meanwhile. */
async function putInPlace({ path, place, temporary }: Staged, force: boolean): Promise<void> {
  try {
    if (!force) await link(temporary, place);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "EEXIST") throw exists(path);
    if (!noHardLinks.includes(code)) throw toError(path, cause);
    force = true;
  }
  await (force ? rename(temporary, place) : rm(temporary)).catch((cause) => {
    throw toError(path, cause);
  });
}

/** Errors of file systems without hard links. */
const noHardLinks = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** Flushes the folder too, so that new names are on disk; systems on which a folder cannot be opened do that themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Whether to write to a path directly, because it is a pipe, a terminal or /dev/null, and there is nothing to replace. */
async function isStream(path: string): Promise<boolean> {
  if (/^\/(dev\/(stdout|stderr|fd\/)|proc\/)/.test(path)) return true;
  return stat(path).then(
    (found) => !found.isFile() && !found.isDirectory(),
    () => false,
  );
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isSame(a: Stats, b: Stats | undefined): boolean {
  return a.dev === b?.dev && a.ino === b.ino;
}

function exists(path: string): AutosegError<"not-writable"> {
  return notWritable(path, "already exists. Choose another path, or replace it with --force.");
}

function notWritable(path: string, why: string, cause?: unknown): AutosegError<"not-writable"> {
  return new AutosegError("not-writable", `${path} ${why}`, { path }, { cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: ": the disk is full",
  EDQUOT: ": the quota is used up",
  EFBIG: ": the file would exceed a size limit of this system",
  EROFS: ": the disk is read-only",
  EACCES: ": no permission",
  EPERM: ": no permission",
  ENOENT: ": there is no such folder",
  ENOTDIR: ": a part of the path is a file",
  EEXIST: ": a part of the path is a file",
  ENAMETOOLONG: ": the name is too long",
};

/** Converts an error of the system to an AutosegError; others are returned unchanged. */
function toError(path: string, cause: unknown): unknown {
  const code = codeOf(cause);
  if (cause instanceof AutosegError || code === "") return cause;
  const why = `cannot be written (${code}${reasons[code] ?? ""}); what was there is unchanged. Give another place to write to.`;
  return notWritable(path, why, cause);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
