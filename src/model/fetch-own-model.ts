import { readFile } from "#read-file";
import { throwIfCancelled } from "../errors.ts";
import { loadModel, loadWeights, mostManifestBytes } from "./load-model.ts";
import type { FolderFile } from "./own-models.ts";
import { listWeights } from "./prompted-manifest.ts";

export interface FetchModelOptions {
  /** Called after every file, with the part of the weights that is there, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends it after the file that is being fetched. */
  readonly signal?: AbortSignal;
}

/**
 * Fetches the folder of a model, as `keepOwnModel` keeps it. Every file is held against its SHA-256 before the next is asked for.
 * @param address of the folder or its `manifest.json`.
 * @throws AutosegError (the promise rejects) `model-not-found`, `invalid-manifest`, `model-hash-mismatch`, `cancelled`.
 */
export async function fetchModelFolder(
  address: string,
  { onProgress, signal }: FetchModelOptions = {},
): Promise<FolderFile[]> {
  const model = await loadModel(address);
  const manifest = await readFile(model.location, mostManifestBytes);
  const files: FolderFile[] = [{ path: "manifest.json", file: new Blob([manifest]) }];
  const weights = listWeights(model.manifest).map(({ file }) => file);
  const totalBytes = weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  for (const file of weights) {
    throwIfCancelled(signal);
    // A blob, unlike an array, need not stay in memory.
    files.push({ path: file.file, file: new Blob([await loadWeights(model, file)]) });
    doneBytes += file.sizeBytes;
    onProgress?.(doneBytes / totalBytes);
  }
  throwIfCancelled(signal);
  return files;
}
