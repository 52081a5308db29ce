import { type BackendOptions, type Provider, workerStopped } from "../../inference/index.ts";
import type { Model } from "../../model/index.ts";
import { createThread, type WorkerThread } from "../../workers/index.ts";
import type { SegmenterWorker } from "./worker.ts";

/** A worker in which a segmenter runs. */
export type SegmenterThread = WorkerThread<SegmenterWorker>;

/**
 * Starts a model in a worker.
 * @returns the worker, and what the model was started on.
 * @throws AutosegError what `createSegmenter` throws, and `inference-failed` when the worker cannot start.
 */
export async function startSegmenterThread(
  model: Model,
  options: BackendOptions,
): Promise<{ thread: SegmenterThread; provider: Provider }> {
  const thread: SegmenterThread = createThread<SegmenterWorker>(
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "autoseg-segmenter" }),
    workerStopped,
  );
  try {
    return { thread, provider: await thread.ask((remote) => remote.start(model, options)) };
  } catch (error) {
    thread[Symbol.dispose]();
    throw error;
  }
}
