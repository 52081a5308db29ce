/** Work in web workers: typed errors, cancellation, detection of dead workers, transfer of voxels without blocking the page. */

export { type Answer, answer } from "./answer.ts";
export { type Asset, type AssetFolders, addressOf, asset, receiveAssets, setAssets } from "./assets.ts";
export { forWorker, shareable } from "./for-worker.ts";
export { atOnce, inTurns, letEventsIn, type Steps, takeTurns } from "./in-turns.ts";
export { checkWasmAllowed, findMissingAsset } from "./load-failure.ts";
export { createRace, untilAborted } from "./until-stopped.ts";
export { instantiate, makeRoom } from "./wasm-module.ts";
export { announceLife } from "./worker-life.ts";
export { inWorker, startThread, type WorkerThread } from "./worker-thread.ts";
