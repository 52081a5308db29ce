import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readDicomSegInWorker, writeDicomSegInWorker } from "../../../src/dicom-objects/index.ts";
import { createOperationRunner } from "../../../src/editing/index.ts";
import { createSurfaceBuilder, writeFormInWorker } from "../../../src/export/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { compareInWorker } from "../../../src/metrics/index.ts";
import { wholeBlock } from "../../../src/regions/index.ts";
import { axialGrid, letterF, sourceOn } from "../dicom-objects/phantom.ts";
import { FakeWorker } from "./fake-worker.ts";

/** A worker that dies as soon as it is given work, as one does whose memory is exhausted. */
class DyingWorker extends FakeWorker {
  constructor() {
    super({});
  }

  override postMessage(): void {
    queueMicrotask(() => this.fail("out of memory"));
  }
}

beforeEach(() => vi.stubGlobal("Worker", DyingWorker));
afterEach(() => vi.unstubAllGlobals());

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);
const whole = { from: [0, 0, 0], to: [2, 2, 2] } as const;

describe("a worker that dies while a file is opened", () => {
  test("is reported as a file that cannot be read", async () => {
    const opening = readDicomSegInWorker(new Blob([]), { source, fileName: "liver.dcm" });
    await expect(opening).rejects.toMatchObject({
      code: "unreadable-dicom",
      details: { fileName: "liver.dcm" },
      message:
        '"liver.dcm" could not be read: the worker that reads it stopped (out of memory). Open it again.',
    });
  });
});

describe("a worker that dies at another task", () => {
  test.each([
    { task: "write", work: () => writeDicomSegInWorker([labelMap], { source }) },
    { task: "write", work: () => writeFormInWorker("nifti", [labelMap], { source }) },
    {
      task: "surface",
      work: () =>
        createSurfaceBuilder().build(labelMap.grid, labelMap.segments[0]!, {
          box: whole,
          values: new Uint8Array(8),
        }),
    },
    {
      task: "edit",
      work: () => {
        const grid = createGrid({ ...axialGrid, size: [64, 64, 64] });
        const target = { grid, labels: wholeBlock(grid, new Uint8Array(64 ** 3)) };
        return createOperationRunner().run(target, { kind: "invert", segmentNumber: 1 }, {});
      },
    },
    {
      task: "compare",
      work: () => {
        const side = () => ({ labels: new Uint8Array(8), label: 1 });
        const grid = { size: [2, 2, 2], spacingMm: [1, 1, 1] } as const;
        const request = { grid, found: side(), reference: side(), toleranceMm: 1 };
        return compareInWorker(request, new AbortController().signal);
      },
    },
  ])("is reported as `worker-stopped`, with the task: $task", async ({ task, work }) => {
    await expect(work()).rejects.toMatchObject({
      code: "worker-stopped",
      details: { task, found: "out of memory" },
    });
  });
});
