import { readFile } from "#read-file";
import { throwIfCancelled } from "../errors.ts";
import { loadModel, loadWeights, mostManifestBytes } from "./load-model.ts";
import type { FolderFile } from "./own-models.ts";
import { listWeights } from "./prompted-manifest.ts";

export interface FetchModelOptions {
  /** Called after each file, with the fraction of the weights fetched so far, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Stops after the file that is being fetched. */
  readonly signal?: AbortSignal;
}

/**
 * Fetches the files of a model folder, for `keepOwnModel` to store. Each file's SHA-256 is checked before the next is
 * requested.
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
    // Unlike an array, a blob need not stay in memory.
    files.push({ path: file.file, file: new Blob([await loadWeights(model, file)]) });
    doneBytes += file.sizeBytes;
    onProgress?.(doneBytes / totalBytes);
  }
  throwIfCancelled(signal);
  return files;
}
