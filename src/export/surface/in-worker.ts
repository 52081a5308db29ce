import * as Comlink from "comlink";
import { workerStopped } from "../../errors.ts";
import { type Box, cutBlock, wholeBlock } from "../../regions/index.ts";
import type { LabelMap, Segment } from "../../volume/index.ts";
import { asset, startThread, type WorkerThread } from "../../workers/index.ts";
import type { SurfaceRequest, SurfaceWorker } from "./worker.ts";

/** Makes smooth surfaces for the screen, off the page's thread (browsers only). */
export interface SurfaceBuilder extends Disposable {
  /**
   * The surface of a segment as a PLY file in LPS millimetres, as fine as a pane can show; undefined where it has no
   * voxel. One at a time. The voxels of its box are copied at once: they may change meanwhile.
   * @throws AutosegError `worker-stopped` when the worker cannot be started or dies.
   */
  build(labelMap: LabelMap, segment: Segment, box: Box): Promise<Blob | undefined>;
}

export function createSurfaceBuilder(): SurfaceBuilder {
  let thread: WorkerThread<SurfaceWorker> | undefined;
  const stop = (): void => {
    thread?.[Symbol.dispose]();
    thread = undefined;
  };
  return {
    async build({ grid, voxels }, segment, box) {
      thread ??= startThread<SurfaceWorker>(script, (found) => workerStopped("surface", found));
      const labels = cutBlock(wholeBlock(grid, voxels), box);
      const request: SurfaceRequest = { grid, labels, segment };
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
