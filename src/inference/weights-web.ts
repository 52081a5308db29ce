import { checkWeights, loadWeights, type Model, type WeightsFile, weightsLocation } from "../model/index.ts";
import { forget, keep, readKept } from "./browser-store.ts";

/** The bytes of a weights file, and whether an earlier visit had kept them. */
export interface ReadWeights {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fromCache: boolean;
}

/**
 * Reads a weights file from what the browser keeps, else from its server, and keeps it. Its SHA-256 is checked both
 * times. One version of a file is kept, so that a new one takes the place of the old.
 * @throws AutosegError `model-not-found`, `model-hash-mismatch`.
 */
export async function readWeights(model: Model, graphName: string, file: WeightsFile): Promise<ReadWeights> {
  const path = `weights/${model.manifest.name}/${graphName}/${file.precision}/${file.sha256}`;
  const kept = await readKept(path);
  if (kept) {
    try {
      checkWeights(kept, file, weightsLocation(model, file));
      return { bytes: kept, fromCache: true };
    } catch {
      // Damaged on the disk: fetched anew below.
      await forget(path);
    }
  }
  const bytes = await loadWeights(model, file);
  await keep(path, bytes);
  return { bytes, fromCache: false };
}
