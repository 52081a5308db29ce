import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cutTarget, type EditLimits, type EditTarget } from "../../../src/editing/operations/edit-target.ts";
import { createOperationRunner } from "../../../src/editing/operations/operation-runner.ts";
import { computeChanges, type EditOperation, kindOf } from "../../../src/editing/operations/operations.ts";
import type { OperationRequest, OperationWorker } from "../../../src/editing/operations/worker.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { voxelsInBox } from "../../../src/regions/box.ts";
import { answer, atOnce } from "../../../src/workers/index.ts";
import { FakeWorker } from "../workers/fake-worker.ts";
import { anyOperation, label } from "./any-operation.ts";
import { anyTarget, gridOf, targetOf } from "./targets.ts";

/** What an operation answers, or the code of its error. */
function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (isAutosegError(error)) return error.code;
    throw error;
  }
}

const limits = fc.record<EditLimits>({
  locked: fc.array(label, { maxLength: 1 }),
  overwrites: fc.constant([0, 1, 2]),
});

describe("the part of the target that an operation asks for", () => {
  it("is all it needs: it changes the same as on the whole", () => {
    fc.assert(
      fc.property(anyTarget, anyOperation, limits, (target, operation, within) => {
        const kind = kindOf(operation);
        const inPart = () => {
          const box = kind.box(target, operation, within);
          if (voxelsInBox(box) === 0) return computeChanges(target, operation, within);
          const cut = kind.cut?.(operation, box) ?? operation;
          return kind.run(atOnce(cutTarget(target, box, kind.readsImage)), cut, within, box);
        };
        expect(outcome(inPart)).toEqual(outcome(() => computeChanges(target, operation, within)));
      }),
      { numRuns: 150 },
    );
  });
});

describe("the runner", () => {
  const requests: OperationRequest[] = [];
  const workers: FakeWorker[] = [];
  let started = () => {};
  const exposed: OperationWorker = {
    run(request) {
      requests.push(request);
      const { target, operation, limits: within, box } = request;
      return answer(() => kindOf(operation).run(target, operation, within, box));
    },
  };

  beforeEach(() => {
    requests.length = 0;
    workers.length = 0;
    started = () => {};
    class OwnWorker extends FakeWorker {
      constructor() {
        super(exposed);
        workers.push(this);
        started();
      }
    }
    vi.stubGlobal("Worker", OwnWorker);
  });
  afterEach(() => vi.unstubAllGlobals());

  const grid = gridOf([120, 100, 40], [1, 1.5, 2]);
  const target: EditTarget = targetOf(
    grid,
    (i, j, k) => Number((i - 60) ** 2 + (j - 50) ** 2 + (k - 20) ** 2 < 900),
    (i) => i,
  );
  const invert: EditOperation = { kind: "invert", segmentNumber: 1 };

  it("does large operations in a worker, on the part they need, and leaves the labels whole", async () => {
    using runner = createOperationRunner();
    const shrink: EditOperation = { kind: "margin", segmentNumber: 1, marginMm: -3 };
    expect(await runner.run(target, shrink, {})).toEqual(computeChanges(target, shrink));
    expect(await runner.run(target, invert, {})).toEqual(computeChanges(target, invert));
    expect(workers).toHaveLength(1);
    expect(requests.map(({ target: sent }) => sent.image)).toEqual([undefined]);
    expect(target.labels.values).toHaveLength(480_000);
  });

  it("does small ones at once, without a worker", async () => {
    using runner = createOperationRunner();
    const box = { from: [50, 40, 20], to: [70, 60, 21] } as const;
    expect(await runner.run(target, invert, { box })).toEqual(computeChanges(target, invert, { box }));
    expect(workers).toHaveLength(0);
  });

  it("does large ones too where there are no web workers, as in Node", async () => {
    // Given back with the other globals: onnxruntime-web leaves one in Node that is none of a browser's.
    vi.stubGlobal("Worker", undefined);
    Reflect.deleteProperty(globalThis, "Worker");
    using runner = createOperationRunner();
    expect(await runner.run(target, invert, {})).toEqual(computeChanges(target, invert));
  });

  it("stops at once when cancelled, and works again afterwards", async () => {
    using runner = createOperationRunner();
    const abort = new AbortController();
    const cancelled = runner.run(target, invert, {}, { signal: abort.signal });
    started = () => queueMicrotask(() => abort.abort());
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(workers[0]!.terminations).toBe(1);
    expect(await runner.run(target, invert, {})).toEqual(computeChanges(target, invert));
  });

  it("starts nothing when cancelled before the voxels are copied", async () => {
    using runner = createOperationRunner();
    const abort = new AbortController();
    const cancelled = runner.run(target, invert, {}, { signal: abort.signal });
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(workers).toHaveLength(0);
  });

  it("passes on what the operation complains of", async () => {
    using runner = createOperationRunner();
    const split: EditOperation = { kind: "split", segmentNumber: 1, at: [0, 0, 0], into: [2] };
    await expect(runner.run(target, split, {})).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
