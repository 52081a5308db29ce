/** One operation in a thread of its own, so that the page goes on drawing. */
import { type SerializedError, toSerializedError } from "../errors.ts";
import type { Box } from "./box.ts";
import type { EditLimits, EditTarget } from "./edit-target.ts";
import { type EditOperation, kindOf } from "./operations.ts";
import type { VoxelRuns } from "./voxel-runs.ts";

export interface OperationRequest {
  readonly target: EditTarget;
  readonly operation: EditOperation;
  readonly limits: EditLimits;
  readonly box: Box;
}

export type OperationAnswer = { readonly runs: VoxelRuns } | { readonly error: SerializedError };

self.addEventListener("message", ({ data }: MessageEvent<OperationRequest>) => {
  const { target, operation, limits, box } = data;
  try {
    const runs = kindOf(operation).run(target, operation, limits, box);
    const answer: OperationAnswer = { runs };
    self.postMessage(answer, { transfer: Object.values(runs).map(({ buffer }) => buffer) });
  } catch (error) {
    const answer: OperationAnswer = { error: toSerializedError(error) };
    self.postMessage(answer);
  }
});
