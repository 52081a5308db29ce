import { type Asset, addressOf, postAssets } from "./assets.ts";
import { findMissingAsset, findRefusedWorker, watchPolicy } from "./load-failure.ts";
import { createThread, type WorkerThread } from "./worker-thread.ts";

/**
 * Starts the script of a worker that exposes an `Exposed` by Comlink (browsers only). Where the script is missing or forbidden,
 * calls reject with AutosegError `missing-assets` or `blocked-by-policy`.
 * @param stopped the error when the worker has died or cannot be reached, for what is known of it.
 * @param needs the assets that the worker loads in turn.
 */
export function startThread<Exposed>(
  script: Asset,
  stopped: (found: string) => Error,
  needs: readonly Asset[] = [],
): WorkerThread<Exposed> {
  const name = `autoseg-${script.path.replace(/^.*\/|\.js$/g, "")}`;
  const address = addressOf(script);
  watchPolicy();
  const worker = new Worker(address, { type: "module", name });
  if (needs.length > 0) postAssets(worker, needs);
  return createThread(worker, stopped, async () => findRefusedWorker(address) ?? findMissingAsset(address));
}
