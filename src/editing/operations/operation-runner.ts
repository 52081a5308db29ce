import * as Comlink from "comlink";
import { throwIfCancelled, workerStopped } from "../../errors.ts";
import { voxelsInBox } from "../../regions/index.ts";
import { asset, inTurns, startThread, type WorkerThread } from "../../workers/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import { cutTarget, type EditLimits, type EditTarget } from "./edit-target.ts";
import { computeChanges, type EditOperation, kindOf } from "./operations.ts";
import type { OperationRequest, OperationWorker } from "./worker.ts";

/**
 * Runs operations; in browsers larger ones run in a worker, which receives only the box it needs, so that the page stays
 * responsive.
 */
export interface OperationRunner extends Disposable {
  /**
   * As `computeChanges`. One operation at a time; the labels must not change meanwhile.
   * @throws AutosegError `cancelled` as soon as the signal is aborted, and what the operation throws.
   */
  run(
    target: EditTarget,
    operation: EditOperation,
    limits: EditLimits,
    options?: { readonly signal?: AbortSignal },
  ): Promise<VoxelRuns>;
}

/** Below this number of voxels, an operation finishes before a worker would have received its copy. */
const voxelsForWorker = 200_000;

export function createOperationRunner(): OperationRunner {
  let thread: WorkerThread<OperationWorker> | undefined;
  const stop = (): void => thread?.[Symbol.dispose]();
  return {
    async run(target, operation, limits, { signal } = {}) {
      throwIfCancelled(signal);
      const kind = kindOf(operation);
      const box = kind.box(target, operation, limits);
      // Node has no web workers, and no user interface to keep responsive.
      const hasWorkers = "Worker" in globalThis;
      if (!hasWorkers || voxelsInBox(box) < (kind.voxelsForWorker ?? voxelsForWorker))
        return computeChanges(target, operation, limits);
      const request: OperationRequest = {
        target: await inTurns(cutTarget(target, box, kind.readsImage || limits.range !== undefined), {
          signal,
        }),
        operation: kind.cut?.(operation, box) ?? operation,
        limits,
        box,
      };
      throwIfCancelled(signal);
      const given = [request.target.labels, request.target.image].flatMap((block) =>
        block && block.values.buffer instanceof ArrayBuffer ? [block.values.buffer] : [],
      );
      if (!thread || thread.isDead)
        thread = startThread<OperationWorker>(script, (found) => workerStopped("edit", found));
      signal?.addEventListener("abort", stop);
      try {
        return await thread.ask((remote) => remote.run(Comlink.transfer(request, given)));
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    },
    [Symbol.dispose]: stop,
  };
}

const script = asset("workers/operations.js", () => new URL("./worker.ts", import.meta.url));
