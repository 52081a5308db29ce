import * as Comlink from "comlink";
import { workerStopped } from "../errors.ts";
import { createThread, inWorker } from "../workers/index.ts";
import type { MaskComparison } from "./compare-masks.ts";
import type { ComparisonRequest, ComparisonWorker } from "./worker.ts";

/**
 * `compareMasks` in a web worker of its own (browsers only), which is ended with the signal.
 * @throws AutosegError `cancelled`, and `worker-stopped` when the worker cannot be started or dies.
 */
export function compareInWorker(request: ComparisonRequest, signal: AbortSignal): Promise<MaskComparison> {
  const buffers = [request.found, request.reference].map(({ labels }) => labels.buffer as ArrayBuffer);
  return inWorker(startThread, signal, (thread) =>
    thread.ask((remote) => remote.compare(Comlink.transfer(request, buffers))),
  );
}

function startThread() {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return createThread<ComparisonWorker>(worker, (found) => workerStopped("compare", found));
}
