import { AutosegError } from "../errors.ts";
import { checkWeights, loadModel, type Model, parseManifestJson } from "./load-model.ts";
import { parseManifest } from "./manifest.ts";
import { listOwnFolders, ownAddress, removeOwnFolder, writeOwnFiles } from "./own-model-files.ts";
import { listWeights } from "./prompted-manifest.ts";

const manifestName = "manifest.json";

/** A file of a folder: `path` is where it lies in it. */
export interface FolderFile {
  readonly path: string;
  readonly file: Blob;
}

/** Whether files are the folder of a model: a manifest with ONNX files beside it. */
export function holdsModel(paths: readonly string[]): boolean {
  return paths.some((path) => nameOf(path) === manifestName) && paths.some((path) => path.endsWith(".onnx"));
}

/**
 * Keeps a model that the user has brought in this browser, in place of one of the same name.
 * @param files those of its folder; what its manifest does not name is left out.
 * @throws AutosegError (the promise rejects) `model-not-found` when the manifest or a file that it names is missing,
 * `invalid-manifest`, `model-hash-mismatch`, `out-of-memory` when the browser has no room for it.
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
  // The manifest last: a folder without one is no model.
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

/** The models that the user has added; `onDamaged` is told of one that cannot be loaded, which is left out. */
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

/** Removes a model that the user has added from this browser. */
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
