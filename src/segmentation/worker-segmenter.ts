import * as Comlink from "comlink";
import { AutosegError, fromSerializedError, throwIfCancelled } from "../errors.ts";
import type { BackendOptions } from "../inference/index.ts";
import type { Model } from "../model/index.ts";
import type { Segmenter } from "./segmenter.ts";
import type { Answer, SegmenterWorker, SliceListener } from "./worker.ts";

/**
 * Starts a model in a web worker of its own. A volume whose voxels lie in a SharedArrayBuffer is not copied.
 * @throws AutosegError `no-provider`, `invalid-model`, `inference-failed` when the worker itself cannot start.
 */
export async function createWorkerSegmenter(model: Model, options: BackendOptions = {}): Promise<Segmenter> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "autoseg-segmenter",
  });
  const remote = Comlink.wrap<SegmenterWorker>(worker);
  /** Rejects when the worker dies: its calls would wait for ever. */
  const crashed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(
        new AutosegError(
          "inference-failed",
          `The segmentation worker stopped (${event.message || "it could not be loaded"}). What was drawn so far is kept; run again.`,
          { provider: "worker" },
        ),
      );
    };
  });
  crashed.catch(() => undefined);
  const ask = async <T>(call: Promise<Answer<T>>): Promise<T> => {
    const answer = await Promise.race([call, crashed]);
    if ("error" in answer) throw fromSerializedError(answer.error);
    return answer.value;
  };

  let runs = 0;
  try {
    let provider = await ask(remote.start(model, options));
    return {
      get provider() {
        return provider;
      },
      async run(volume, { firstSlice, onSlice, onProgress, signal } = {}) {
        throwIfCancelled(signal);
        const id = runs++;
        const cancel = () => void remote.cancel(id);
        signal?.addEventListener("abort", cancel, { once: true });
        const listener = Comlink.proxy(((slice, progress) => {
          // A slice that was on its way when the user cancelled comes too late.
          if (signal?.aborted) return;
          if (slice) onSlice?.(slice);
          if (!progress) return;
          provider = progress.provider;
          onProgress?.(progress);
        }) satisfies SliceListener);
        try {
          return await ask(remote.run(id, volume, firstSlice, listener));
        } finally {
          signal?.removeEventListener("abort", cancel);
        }
      },
      async [Symbol.asyncDispose]() {
        remote[Comlink.releaseProxy]();
        worker.terminate();
      },
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}
