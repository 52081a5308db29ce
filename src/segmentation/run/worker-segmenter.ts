import * as Comlink from "comlink";
import { AutosegError, throwIfCancelled } from "../../errors.ts";
import { voxelCount } from "../../geometry/index.ts";
import { type BackendOptions, type Provider, runtimeAssets, workerStopped } from "../../inference/index.ts";
import { checkModality, type Model } from "../../model/index.ts";
import {
  type GridSlice16,
  type LabelArray,
  type LabelArrayType,
  type LabelMap16,
  type Volume,
  writeGridSlice,
} from "../../volume/index.ts";
import { type AssetFolders, asset, setAssets, startThread, type WorkerThread } from "../../workers/index.ts";
import type { Run, RunOptions, RunOptions16, RunResult } from "./run.ts";
import { checkBits, labelArrayOf } from "./run-limits.ts";
import { type Segmenter, toRun } from "./segmenter.ts";
import type { PostedRun, SegmenterWorker, SliceListener } from "./worker.ts";

export interface WorkerSegmenterOptions extends BackendOptions {
  /** As in {@link setAssets}. */
  readonly assets?: AssetFolders;
}

/** A run fails if more workers than this die without a slice finished in between. */
const mostDeaths = 2;

/**
 * Starts a model in web workers of its own: neither the model nor the processing of its output blocks the page. Call it
 * early, while a study loads: the model is fetched, compiled and checked meanwhile. A volume whose voxels lie in a
 * SharedArrayBuffer is not copied. If the worker dies it is restarted, and its runs continue with the remaining slices.
 * @throws AutosegError what `createSegmenter` throws, and `inference-failed` if the worker itself cannot start.
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
      if (isDisposed) thread[Symbol.dispose]();
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
 * @returns the worker, and the provider that the model was started on.
 * @throws AutosegError what `createSegmenter` throws, and `inference-failed` if the worker cannot start.
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

/** A worker in which a segmenter runs. */
export type SegmenterThread = WorkerThread<SegmenterWorker>;

/** A run as the page sees it. It outlives the worker that computes it. */
export interface WorkerRun extends Pick<Run, "prioritise" | "pause" | "resume"> {
  /** Runs in a worker; if that worker dies, another attempt completes what is left. */
  attempt(thread: SegmenterThread): Promise<RunResult<LabelMap16>>;
}

let runs = 0;

function createWorkerRun(
  volume: Volume,
  {
    firstSlice,
    onSlice,
    onProgress,
    signal,
    keep,
    classes,
    box,
    allSlices,
    probabilities,
    series,
    bits,
  }: RunOptions | RunOptions16,
  {
    Labels,
    onProvider,
    onSlice: onAnySlice,
  }: { readonly Labels: LabelArrayType; onProvider(provider: Provider): void; onSlice(): void },
): WorkerRun {
  const labels = createLabels(volume, Labels, keep !== undefined || classes !== undefined);
  const doneSlices = new Set<number>();
  let attempts = 0;
  let isPaused = false;
  let slice = firstSlice;
  let current: { readonly id: number; readonly thread: SegmenterThread } | undefined;

  return {
    async attempt(thread) {
      const id = runs++;
      current = { id, thread };
      let cancel = () => {};
      const cancelled = new Promise<never>((_, reject) => {
        cancel = () => {
          void thread.remote.cancel(id);
          reject(new AutosegError("cancelled", "Cancelled.", {}));
        };
        signal?.addEventListener("abort", cancel, { once: true });
        if (signal?.aborted) cancel();
      });
      const listener = Comlink.proxy(((finished, progress) => {
        // Ignore messages that were sent before the user cancelled, or before the worker was given up.
        if (signal?.aborted || current?.id !== id) return;
        if (finished) {
          labels.write(finished);
          doneSlices.add(finished.sliceIndex);
          onAnySlice();
          (onSlice as RunOptions16["onSlice"])?.(finished);
        }
        if (!progress) return;
        onProvider(progress.provider);
        onProgress?.(progress);
      }) satisfies SliceListener);
      const posted = {
        ...(slice !== undefined && { firstSlice: slice }),
        ...(keep && { keep }),
        ...(classes && { classes }),
        ...(box && { box }),
        ...(allSlices && { allSlices }),
        ...(probabilities !== undefined && { probabilities }),
        ...(series && { series }),
        ...(bits && { bits }),
        unfinished: labels.toUnfinished([...doneSlices], attempts++),
      } satisfies PostedRun;
      try {
        const result = thread.ask((remote) => remote.run(id, volume, posted, listener));
        if (isPaused) void thread.remote.pause(id);
        return await Promise.race([cancelled, result]);
      } finally {
        signal?.removeEventListener("abort", cancel);
        current = undefined;
      }
    },
    prioritise(sliceIndex) {
      slice = sliceIndex;
      if (current) void current.thread.remote.prioritise(current.id, sliceIndex);
    },
    pause() {
      isPaused = true;
      if (current) void current.thread.remote.pause(current.id);
    },
    resume() {
      isPaused = false;
      if (current) void current.thread.remote.resume(current.id);
    },
  };
}

/**
 * The model's labels in the page, so that they survive the worker: in shared memory if the page may share memory, else copied
 * from each slice. With `keep` or `classes`, the delivered slices are not the model's own: copies would be wrong, and the run
 * starts over.
 */
function createLabels(volume: Volume, Labels: LabelArrayType, isChanged: boolean) {
  const count = voxelCount(volume.grid);
  if (globalThis.crossOriginIsolated) {
    const voxels = new Labels(new SharedArrayBuffer(count * Labels.BYTES_PER_ELEMENT));
    return {
      write: () => undefined,
      toUnfinished: (doneSlices: number[], restarts: number) => ({ voxels, doneSlices, restarts }),
    };
  }
  let copied: LabelArray | undefined;
  return {
    write(slice: GridSlice16) {
      if (isChanged) return;
      copied ??= new Labels(count);
      writeGridSlice(copied, volume.grid, slice);
    },
    toUnfinished: (doneSlices: number[], restarts: number) =>
      restarts === 0
        ? undefined
        : { voxels: copied ?? new Labels(count), doneSlices: isChanged ? [] : doneSlices, restarts },
  };
}
