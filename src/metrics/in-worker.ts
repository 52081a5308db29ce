import * as Comlink from "comlink";
import { workerStopped } from "../errors.ts";
import { asset, inWorker, startThread } from "../workers/index.ts";
import type { ComparedMasks, ComparisonRequest, ComparisonWorker } from "./worker.ts";

/**
 * `compareMasks` in a web worker of its own (browsers only), terminated when the signal is aborted.
 * @throws AutosegError `cancelled`, and `worker-stopped` if the worker cannot start or dies.
 */
export function compareInWorker(request: ComparisonRequest, signal: AbortSignal): Promise<ComparedMasks> {
  const buffers = [request.found, request.reference].map(({ labels }) => labels.buffer as ArrayBuffer);
  return inWorker(start, signal, (thread) =>
    thread.ask((remote) => remote.compare(Comlink.transfer(request, buffers))),
  );
}

const script = asset("workers/comparison.js", () => new URL("./worker.ts", import.meta.url));

function start() {
  return startThread<ComparisonWorker>(script, (found) => workerStopped("compare", found));
}
