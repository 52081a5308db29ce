import * as Comlink from "comlink";
import { fromSerializedError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import type { WebOpening } from "./open-web.ts";
import type { Answer, RuntimeWorker } from "./runtime-worker.ts";
import type { SliceLabelling } from "./slice-labelling.ts";
import { watchWorker } from "./worker-life.ts";

/**
 * Opens a provider of onnxruntime-web in a new worker; disposing of the backend ends it.
 * @throws AutosegError what {@link openWebBackend} throws, and `inference-failed` when the worker dies.
 */
export async function openWorkerBackend(opening: WebOpening): Promise<Backend> {
  const { worker, died, terminate } = watchWorker(
    new Worker(new URL("./runtime-worker.ts", import.meta.url), { type: "module", name: "autoseg-runtime" }),
  );
  const remote = Comlink.wrap<RuntimeWorker>(worker);
  const ask = async <T>(call: Promise<Answer<T>>): Promise<T> => {
    const answer = await Promise.race([call, died]);
    if ("error" in answer) throw fromSerializedError(answer.error);
    return answer.value;
  };
  /** Labellings that the worker has: they are large, and the same for all slices of a series. */
  const sent = new WeakMap<SliceLabelling, number>();
  let labellings = 0;
  try {
    const { provider, depth } = await ask(remote.open(opening));
    return {
      provider,
      depth,
      run({ labelling, ...request }) {
        if (!labelling) return ask(remote.run(request));
        let labellingId = sent.get(labelling);
        if (labellingId === undefined) {
          labellingId = labellings++;
          sent.set(labelling, labellingId);
          void remote.addLabelling(labellingId, labelling);
        }
        return ask(remote.run({ ...request, labellingId }));
      },
      async [Symbol.asyncDispose]() {
        terminate();
      },
    };
  } catch (error) {
    terminate();
    throw error;
  }
}
