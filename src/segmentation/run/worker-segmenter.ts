import { throwIfCancelled } from "../../errors.ts";
import { type BackendOptions, type Provider, runtimeAssets, workerStopped } from "../../inference/index.ts";
import { checkModality, type Model } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { type AssetFolders, asset, setAssets, startThread } from "../../workers/index.ts";
import { checkBits, labelArrayOf } from "./label-width.ts";
import type { RunOptions, RunOptions16 } from "./run.ts";
import { type Segmenter, toRun } from "./segmenter.ts";
import type { SegmenterWorker } from "./worker.ts";
import { createWorkerRun, type SegmenterThread, type WorkerRun } from "./worker-run.ts";

export interface WorkerSegmenterOptions extends BackendOptions {
  /** As of {@link setAssets}. */
  readonly assets?: AssetFolders;
}

/** A run fails when more workers than this die without a slice finished in between. */
const mostDeaths = 2;

/**
 * Starts a model in web workers of its own: neither the model nor the processing of its output blocks the page.
 * It costs little to call this early, while a study loads: the model is fetched, compiled and checked meanwhile. A
 * volume whose voxels lie in a SharedArrayBuffer is not copied. A worker that dies is restarted, and its runs continue
 * at the slices that are not done.
 * @throws AutosegError what `createSegmenter` throws, and `inference-failed` when the worker itself cannot start.
 */
export async function createWorkerSegmenter(
  model: Model,
  { assets, ...options }: WorkerSegmenterOptions = {},
): Promise<Segmenter> {
  if (assets) setAssets(assets);
  const start = () => startSegmenterThread(model, options);
  let { thread, provider } = await start();
  let restarting: Promise<SegmenterThread> | undefined;
  let deaths = 0;
  let isDisposed = false;
  const runs = new Set<WorkerRun>();

  /** The thread that replaces one that died; all its runs share it. */
  const restart = (dead: SegmenterThread, error: unknown): Promise<SegmenterThread> => {
    if (isDisposed || ++deaths > mostDeaths) throw error;
    restarting ??= (async () => {
      dead[Symbol.dispose]();
      ({ thread, provider } = await start());
      return thread;
    })().finally(() => {
      restarting = undefined;
    });
    return restarting;
  };

  return {
    get provider() {
      return provider;
    },
    run(volume: Volume, runOptions: RunOptions | RunOptions16 = {}) {
      const run = createWorkerRun(volume, runOptions, {
        Labels: labelArrayOf(model, runOptions.keep),
        onProvider(current) {
          provider = current;
        },
        onSlice() {
          deaths = 0;
        },
      });
      runs.add(run);
      const result = (async () => {
        throwIfCancelled(runOptions.signal);
        checkModality(volume, model.manifest);
        checkBits(model, runOptions);
        let current = restarting ? await restarting : thread;
        for (;;) {
          try {
            return await run.attempt(current);
          } catch (error) {
            if (!current.isDead) throw error;
            current = current === thread ? await restart(current, error) : thread;
          }
        }
      })();
      result.catch(() => undefined);
      return toRun(
        result.finally(() => runs.delete(run)),
        run,
      );
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      thread[Symbol.dispose]();
    },
  };
}

const script = asset("workers/segmenter.js", () => new URL("./worker.ts", import.meta.url));

/**
 * Starts a model in a worker.
 * @returns the worker, and what the model was started on.
 * @throws AutosegError what `createSegmenter` throws, and `inference-failed` when the worker cannot start.
 */
async function startSegmenterThread(
  model: Model,
  options: BackendOptions,
): Promise<{ thread: SegmenterThread; provider: Provider }> {
  const thread: SegmenterThread = startThread<SegmenterWorker>(script, workerStopped, runtimeAssets);
  try {
    return { thread, provider: await thread.ask((remote) => remote.start(model, options)) };
  } catch (error) {
    thread[Symbol.dispose]();
    throw error;
  }
}
