import * as Comlink from "comlink";
import { workerStopped } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import type { Block } from "../../regions/index.ts";
import type { Segment } from "../../volume/index.ts";
import { asset, startThread, type WorkerThread } from "../../workers/index.ts";
import type { SurfaceRequest, SurfaceWorker } from "./worker.ts";

/** Makes smooth surfaces for the screen in a worker (browsers only). */
export interface SurfaceBuilder extends Disposable {
  /**
   * The surface of a segment as a PLY file in LPS millimetres, as fine as a pane can show; undefined without voxels.
   * One at a time.
   * @param mask 1 for the segment's voxels in a box of the grid; transferred to the worker.
   * @throws AutosegError `worker-stopped` if the worker cannot be started or dies.
   */
  build(grid: Grid, segment: Segment, mask: Block<Uint8Array>): Promise<Blob | undefined>;
}

export function createSurfaceBuilder(): SurfaceBuilder {
  let thread: WorkerThread<SurfaceWorker> | undefined;
  const stop = (): void => {
    thread?.[Symbol.dispose]();
    thread = undefined;
  };
  return {
    async build(grid, segment, labels) {
      thread ??= startThread<SurfaceWorker>(script, (found) => workerStopped("surface", found));
      const request: SurfaceRequest = { grid, labels, segment: { ...segment, segmentNumber: 1 } };
      const given = [labels.values.buffer as ArrayBuffer];
      try {
        return await thread.ask((remote) => remote.build(Comlink.transfer(request, given)));
      } catch (error) {
        stop();
        throw error;
      }
    },
    [Symbol.dispose]: stop,
  };
}

const script = asset("workers/surfaces.js", () => new URL("./worker.ts", import.meta.url));
