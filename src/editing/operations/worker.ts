/** One operation in a thread of its own, so that drawing stays responsive. */
import * as Comlink from "comlink";
import type { Box } from "../../regions/index.ts";
import { answer } from "../../workers/index.ts";
import type { EditLimits, EditTarget } from "./edit-target.ts";
import { type EditOperation, kindOf } from "./operations.ts";

export interface OperationRequest {
  readonly target: EditTarget;
  readonly operation: EditOperation;
  readonly limits: EditLimits;
  readonly box: Box;
}

const operationWorker = {
  run: ({ target, operation, limits, box }: OperationRequest) =>
    answer(
      () => kindOf(operation).run(target, operation, limits, box),
      (runs) => Object.values(runs).map(({ buffer }) => buffer),
    ),
};

export type OperationWorker = typeof operationWorker;

Comlink.expose(operationWorker);
