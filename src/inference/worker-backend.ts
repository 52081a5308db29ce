import { createThread } from "../workers/index.ts";
import type { Backend } from "./backend.ts";
import type { WebOpening } from "./open-web.ts";
import type { RuntimeWorker } from "./runtime-worker.ts";
import type { SliceLabelling } from "./slice-labelling.ts";
import { workerStopped } from "./worker-stopped.ts";

/**
 * Opens a provider of onnxruntime-web in a new worker; disposing of the backend ends it.
 * @throws AutosegError what {@link openWebBackend} throws, and `inference-failed` when the worker dies.
 */
export async function openWorkerBackend(opening: WebOpening): Promise<Backend> {
  const thread = createThread<RuntimeWorker>(
    new Worker(new URL("./runtime-worker.ts", import.meta.url), { type: "module", name: "autoseg-runtime" }),
    workerStopped,
  );
  /** Labellings that the worker has: they are large, and the same for all slices of a series. */
  const sent = new WeakMap<SliceLabelling, number>();
  let labellings = 0;
  try {
    const { provider, depth } = await thread.ask((remote) => remote.open(opening));
    return {
      provider,
      depth,
      run({ labelling, ...request }) {
        if (!labelling) return thread.ask((remote) => remote.run(request));
        let labellingId = sent.get(labelling);
        if (labellingId === undefined) {
          labellingId = labellings++;
          sent.set(labelling, labellingId);
          void thread.remote.addLabelling(labellingId, labelling);
        }
        return thread.ask((remote) => remote.run({ ...request, labellingId }));
      },
      async [Symbol.asyncDispose]() {
        thread[Symbol.dispose]();
      },
    };
  } catch (error) {
    thread[Symbol.dispose]();
    throw error;
  }
}
