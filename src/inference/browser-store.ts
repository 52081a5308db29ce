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
 * What the browser stores between visits: model files and measurements of the machine, never patient data. It uses Cache
 * Storage, under addresses that no server has. If that is unavailable (on an insecure origin) or full, nothing is stored and
 * everything else works the same.
 */
const cacheName = "cornerstone-autoseg-models";
const origin = "https://autoseg.invalid/";

/**
 * @param path folders and name; the last part is the version: "weights/ct-liver/float16/SHA-256".
 * @returns the bytes stored under it; undefined if there are none.
 */
export async function readKept(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await attempt(async () => (await openCache())?.match(origin + path));
  return response && new Uint8Array(await response.arrayBuffer());
}

/** Stores bytes under a path, replacing all other versions of the file. */
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

/** The bytes of a weights file, and whether they came from the cache of an earlier visit. */
export interface ReadWeights {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fromCache: boolean;
}

/**
 * Reads a weights file from the browser's storage, else from its server, and then stores it. Its SHA-256 is checked either
 * way. Only one version of a file is kept.
 * @throws AutosegError `model-not-found`, `model-hash-mismatch`.
 */
export async function readWeights(
  model: AnyModel,
  graphName: string,
  file: WeightsFile,
): Promise<ReadWeights> {
  // It is stored in this browser already.
  if (isOwnAddress(model.location)) return { bytes: await loadWeights(model, file), fromCache: true };
  const path = pathOf(model, graphName, file);
  const kept = await readKept(path);
  if (kept) {
    try {
      checkWeights(kept, file, weightsLocation(model, file));
      return { bytes: kept, fromCache: true };
    } catch {
      // Damaged on disk: fetch it again below.
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

/** Total bytes of a model's weights, and how many of them are stored in this browser. */
export interface KeptWeights {
  readonly totalBytes: number;
  readonly keptBytes: number;
}

/** How much of a model's weights this browser has stored; a model stored completely runs without its server. */
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
 * Fetches and stores the weights of a model that are not stored yet, in all precisions. Aborting `signal` stops it after the
 * file being fetched; what is stored stays.
 * @param onFile called after each file with its bytes.
 * @throws AutosegError (the promise rejects) as {@link readWeights}, and `cancelled`. Does not throw if the browser runs out
 * of room: the result says what is stored.
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

/** Removes a model's weights from this browser; its next run fetches them again. */
export async function forgetWeights(model: AnyModel): Promise<void> {
  for (const { graphName, file } of listWeights(model.manifest)) await forget(pathOf(model, graphName, file));
}
