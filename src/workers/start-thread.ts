import { type Asset, addressOf, postAssets } from "./assets.ts";
import { createThread, type WorkerThread } from "./worker-thread.ts";

/**
 * Starts the script of a worker that exposes an `Exposed` by Comlink (browsers only).
 * @param stopped the error when the worker has died, could not be loaded or cannot be reached, for what is known of it.
 * @param needs the assets that the worker loads in turn.
 */
export function startThread<Exposed>(
  script: Asset,
  stopped: (found: string) => Error,
  needs: readonly Asset[] = [],
): WorkerThread<Exposed> {
  const name = `autoseg-${script.path.replace(/^.*\/|\.js$/g, "")}`;
  const worker = new Worker(addressOf(script), { type: "module", name });
  if (needs.length > 0) postAssets(worker, needs);
  return createThread(worker, stopped);
}
