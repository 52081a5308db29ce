import { type Block, type Box, cutBlock, wholeBlock } from "../../editing/index.ts";
import type { Grid } from "../../geometry/index.ts";
import type { LabelMap, Segment } from "../../volume/index.ts";

/** What the worker is sent: the labels of the box around one segment. */
export interface SurfaceRequest {
  readonly grid: Grid;
  readonly labels: Block<Uint8Array>;
  readonly segment: Segment;
}

export interface SurfaceAnswer {
  /** Undefined for a segment without a voxel. */
  readonly ply: Blob | undefined;
}

/** Makes smooth surfaces for the screen, off the page's thread (browsers only). */
export interface SurfaceBuilder extends Disposable {
  /**
   * The surface of a segment as a PLY file in LPS millimetres, as fine as a pane can show; undefined where it has no
   * voxel. One at a time. The voxels of its box are copied at once: they may change meanwhile.
   * @throws Error when the worker could not be started or has stopped.
   */
  build(labelMap: LabelMap, segment: Segment, box: Box): Promise<Blob | undefined>;
}

export function createSurfaceBuilder(): SurfaceBuilder {
  let worker: Worker | undefined;
  const stop = (): void => {
    worker?.terminate();
    worker = undefined;
  };
  return {
    async build({ grid, voxels }, segment, box) {
      worker ??= new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      const labels = cutBlock(wholeBlock(grid, voxels), box);
      const request: SurfaceRequest = { grid, labels, segment };
      try {
        return (await ask(worker, request)).ply;
      } catch (error) {
        stop();
        throw error;
      }
    },
    [Symbol.dispose]: stop,
  };
}

function ask(worker: Worker, request: SurfaceRequest): Promise<SurfaceAnswer> {
  const listening = new AbortController();
  const { signal } = listening;
  return new Promise<SurfaceAnswer>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<SurfaceAnswer>) => resolve(data), { signal });
    worker.addEventListener(
      "error",
      ({ message }) =>
        reject(new Error(`The worker for surfaces stopped: ${message || "it could not be started"}.`)),
      { signal },
    );
    worker.postMessage(request, [request.labels.values.buffer as ArrayBuffer]);
  }).finally(() => listening.abort());
}
