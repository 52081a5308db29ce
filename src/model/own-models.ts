import { AutosegError } from "../errors.ts";
import { checkWeights, loadModel, type Model, parseManifestJson } from "./load-model.ts";
import { parseManifest } from "./manifest.ts";
import { listOwnFolders, ownAddress, removeOwnFolder, writeOwnFiles } from "./own-model-files.ts";
import { listWeights } from "./prompted-manifest.ts";

const manifestName = "manifest.json";

/** A file in a folder; `path` is relative to the folder. */
export interface FolderFile {
  readonly path: string;
  readonly file: Blob;
}

/** Whether these files are a model's folder: a manifest with ONNX files beside it. */
export function holdsModel(paths: readonly string[]): boolean {
  return paths.some((path) => nameOf(path) === manifestName) && paths.some((path) => path.endsWith(".onnx"));
}

/**
 * Stores a model that the user supplies in this browser, replacing one of the same name.
 * @param files of its folder; files that the manifest does not name are ignored.
 * @throws AutosegError (the promise rejects) `model-not-found` if the manifest or a file that it names is missing,
 * `invalid-manifest`, `model-hash-mismatch`, `out-of-memory` if the browser has no room for it.
 */
export async function keepOwnModel(files: readonly FolderFile[]): Promise<Model> {
  const manifestFile = files
    .filter(({ path }) => nameOf(path) === manifestName)
    .sort((a, b) => a.path.split("/").length - b.path.split("/").length)[0];
  if (!manifestFile) throw missing(manifestName);
  const manifestBytes = await bytesOf(manifestFile.file);
  const manifest = parseManifest(parseManifestJson(manifestBytes, manifestName), manifestFile.path);
  const folder = manifestFile.path.slice(0, -manifestName.length);
  const kept: { name: string; file: Blob }[] = [];
  for (const { file } of listWeights(manifest)) {
    const found = files.find(({ path }) => path === folder + file.file);
    if (!found) throw missing(file.file);
    checkWeights(await bytesOf(found.file), file, file.file);
    kept.push({ name: file.file, file: found.file });
  }
  // The manifest last: a folder without a manifest does not count as a model.
  try {
    await writeOwnFiles(manifest.name, [...kept, { name: manifestName, file: new Blob([manifestBytes]) }]);
  } catch (cause) {
    throw new AutosegError(
      "out-of-memory",
      `This browser has no room for the model ${manifest.name}. Free some space on the disk, or use the browser outside a private window.`,
      { provider: "storage" },
      { cause },
    );
  }
  return { manifest, location: ownAddress(manifest.name, manifestName) };
}

/** The models that the user added. Models that cannot be loaded are omitted and reported to `onDamaged`. */
export async function listOwnModels(onDamaged?: (name: string, cause: unknown) => void): Promise<Model[]> {
  const names = await listOwnFolders();
  const models = await Promise.all(
    names.map((name) =>
      loadModel(ownAddress(name, manifestName)).catch((cause: unknown) => {
        onDamaged?.(name, cause);
        return undefined;
      }),
    ),
  );
  return models.filter((model) => model !== undefined);
}

/** Removes a model that the user added from this browser. */
export function forgetOwnModel({ manifest }: Model): Promise<void> {
  return removeOwnFolder(manifest.name);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

function missing(file: string): AutosegError {
  return new AutosegError(
    "model-not-found",
    `The folder has no ${file}, which belongs to the model. Choose the whole folder that the importer wrote.`,
    { location: file },
  );
}
