import { AutosegError, fromSerializedError, throwIfCancelled } from "../errors.ts";
import { voxelsInBox } from "./box.ts";
import { cutTarget, type EditLimits, type EditTarget } from "./edit-target.ts";
import { computeChanges, type EditOperation, kindOf } from "./operations.ts";
import type { VoxelRuns } from "./voxel-runs.ts";
import type { OperationAnswer, OperationRequest } from "./worker.ts";

/** Does operations without stopping the thread that asks: larger ones in a worker, which gets only the box it needs. */
export interface OperationRunner extends Disposable {
  /**
   * As `computeChanges`. One operation at a time; the labels must not change meanwhile.
   * @throws AutosegError `cancelled` at once when the signal is aborted, and what the operation throws.
   */
  run(
    target: EditTarget,
    operation: EditOperation,
    limits: EditLimits,
    options?: { readonly signal?: AbortSignal },
  ): Promise<VoxelRuns>;
}

/** An operation on fewer voxels is done before a worker has got its copy. */
const voxelsForWorker = 200_000;

export function createOperationRunner(): OperationRunner {
  let worker: Worker | undefined;
  const stop = (): void => {
    worker?.terminate();
    worker = undefined;
  };
  return {
    async run(target, operation, limits, { signal } = {}) {
      throwIfCancelled(signal);
      const kind = kindOf(operation);
      const box = kind.box(target, operation, limits);
      if (voxelsInBox(box) < voxelsForWorker) return computeChanges(target, operation, limits);
      worker ??= new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      const request: OperationRequest = {
        target: cutTarget(target, box, kind.readsImage || limits.range !== undefined),
        operation: kind.cut?.(operation, box) ?? operation,
        limits,
        box,
      };
      const answer = await ask(worker, request, signal).catch((error: unknown) => {
        stop();
        throw error;
      });
      if ("error" in answer) throw fromSerializedError(answer.error);
      return answer.runs;
    },
    [Symbol.dispose]: stop,
  };
}

function ask(
  worker: Worker,
  request: OperationRequest,
  signal: AbortSignal | undefined,
): Promise<OperationAnswer> {
  const listening = new AbortController();
  const options = { signal: listening.signal };
  return new Promise<OperationAnswer>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<OperationAnswer>) => resolve(data), options);
    worker.addEventListener(
      "error",
      ({ message }) =>
        reject(new Error(`The worker for editing stopped: ${message || "it could not be started"}.`)),
      options,
    );
    signal?.addEventListener("abort", () => reject(new AutosegError("cancelled", "Cancelled.", {})), options);
    const buffers = [request.target.labels, request.target.image].flatMap((block) =>
      block && block.values.buffer instanceof ArrayBuffer ? [block.values.buffer] : [],
    );
    worker.postMessage(request, buffers);
  }).finally(() => listening.abort());
}
