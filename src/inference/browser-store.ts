import { throwIfCancelled } from "../errors.ts";
import {
  type AnyModel,
  checkWeights,
  isOwnAddress,
  listWeights,
  loadWeights,
  type WeightsFile,
  weightsLocation,
} from "../model/index.ts";

/**
 * What the browser stores between visits: model files and measurements of the machine; never anything about a patient.
 * It is in Cache Storage, under addresses that no server has. Where that is missing (an address without https) or
 * full, nothing is stored, and everything else works the same.
 */
const cacheName = "cornerstone-autoseg-models";
const origin = "https://autoseg.invalid/";

/**
 * @param path folders and name, of which the last is the version: "weights/ct-liver/float16/SHA-256".
 * @returns the bytes that were kept under it.
 */
export async function readKept(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await attempt(async () => (await openCache())?.match(origin + path));
  return response && new Uint8Array(await response.arrayBuffer());
}

/** Stores bytes under a path, replacing all other versions of the same. */
export async function keep(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await attempt(async () => {
    const cache = await openCache();
    if (!cache) return;
    const folder = origin + path.slice(0, path.lastIndexOf("/") + 1);
    for (const { url } of await cache.keys())
      if (url.startsWith(folder) && url !== origin + path) await cache.delete(url);
    await cache.put(origin + path, new Response(bytes));
  });
}

/** Deletes what is stored under a path. */
async function forget(path: string): Promise<void> {
  await attempt(async () => (await openCache())?.delete(origin + path));
}

async function openCache(): Promise<Cache | undefined> {
  return "caches" in globalThis ? caches.open(cacheName) : undefined;
}

/** A full disk, or a browser that forbids storage, only costs time at the next visit. */
async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

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
export async function readWeights(
  model: AnyModel,
  graphName: string,
  file: WeightsFile,
): Promise<ReadWeights> {
  // It lies in this browser already.
  if (isOwnAddress(model.location)) return { bytes: await loadWeights(model, file), fromCache: true };
  const path = pathOf(model, graphName, file);
  const kept = await readKept(path);
  if (kept) {
    try {
      checkWeights(kept, file, weightsLocation(model, file));
      return { bytes: kept, fromCache: true };
    } catch {
      // Damaged on the disk: fetched again below.
      await forget(path);
    }
  }
  const bytes = await loadWeights(model, file);
  await keep(path, bytes);
  return { bytes, fromCache: false };
}

function pathOf({ manifest }: AnyModel, graphName: string, { precision, sha256 }: WeightsFile): string {
  return `weights/${manifest.name}/${graphName}/${precision}/${sha256}`;
}

/** Bytes of all weights of a model, and how many of them are kept in this browser. */
export interface KeptWeights {
  readonly totalBytes: number;
  readonly keptBytes: number;
}

/** What this browser keeps of a model's weights: a model that is kept whole runs without its server. */
export async function measureKeptWeights(model: AnyModel): Promise<KeptWeights> {
  let [totalBytes, keptBytes] = [0, 0];
  for (const { graphName, file } of listWeights(model.manifest)) {
    totalBytes += file.sizeBytes;
    const isKept = await attempt(async () =>
      (await openCache())?.match(origin + pathOf(model, graphName, file)),
    );
    if (isKept) keptBytes += file.sizeBytes;
  }
  return { totalBytes, keptBytes };
}

/**
 * Fetches the weights of a model that are not kept yet and keeps them, whatever the machine would run it in. `signal` ends it
 * after the file that is being fetched; what is kept stays.
 * @param onFile called with the bytes of each file that is done.
 * @throws AutosegError (the promise rejects) as {@link readWeights}, and `cancelled`. A browser without room for
 * them throws nothing: the answer says what is kept.
 */
export async function keepWeights(
  model: AnyModel,
  onFile: (sizeBytes: number) => void,
  signal: AbortSignal,
): Promise<KeptWeights> {
  for (const { graphName, file } of listWeights(model.manifest)) {
    throwIfCancelled(signal);
    await readWeights(model, graphName, file);
    onFile(file.sizeBytes);
  }
  return measureKeptWeights(model);
}

/** Removes a model's weights from this browser; its next run fetches them. */
export async function forgetWeights(model: AnyModel): Promise<void> {
  for (const { graphName, file } of listWeights(model.manifest)) await forget(pathOf(model, graphName, file));
}
