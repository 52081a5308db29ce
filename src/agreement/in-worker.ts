import type { MaskComparison } from "./compare-masks.ts";
import type { MaskGrid } from "./mask.ts";

/** The labels of a box, and the one that is compared. */
export interface ComparedLabels {
  readonly labels: Uint8Array;
  readonly label: number;
}

/** Both sides on the same grid; the labels are given away to the worker. */
export interface ComparisonRequest {
  readonly grid: MaskGrid;
  readonly found: ComparedLabels;
  readonly reference: ComparedLabels;
  readonly toleranceMm: number;
}

export type ComparisonAnswer = MaskComparison;

/**
 * `compareMasks` in a web worker of its own (browsers only), which is ended with the signal.
 * @throws Error when the worker could not be started or stopped; the signal's reason when it was aborted.
 */
export async function compareInWorker(
  request: ComparisonRequest,
  signal: AbortSignal,
): Promise<ComparisonAnswer> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<ComparisonAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ComparisonAnswer>) => resolve(data);
      worker.onerror = ({ message }) =>
        reject(new Error(`The worker for comparing stopped: ${message || "it could not be started"}.`));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      const buffers = [request.found, request.reference].map(({ labels }) => labels.buffer as ArrayBuffer);
      worker.postMessage(request, buffers);
    });
  } finally {
    worker.terminate();
  }
}
