import { checkWeights, loadWeights, type Model, type WeightsFile, weightsLocation } from "../model/index.ts";

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
export async function readWeights(model: Model, graphName: string, file: WeightsFile): Promise<ReadWeights> {
  const path = `weights/${model.manifest.name}/${graphName}/${file.precision}/${file.sha256}`;
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
