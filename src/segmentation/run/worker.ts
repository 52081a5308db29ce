/** The segmenter in a web worker of its own, so that neither preprocessing nor labelling blocks the page. */
import * as Comlink from "comlink";
import { AutosegError } from "../../errors.ts";
import { type BackendOptions, createBackend, type Provider } from "../../inference/index.ts";
import type { Model } from "../../model/index.ts";
import type { GridSlice16, LabelMap16, Volume } from "../../volume/index.ts";
import { type Answer, announceLife, answer, receiveAssets } from "../../workers/index.ts";
import type { Progress, Run, RunOptions, RunResult } from "./run.ts";
import { createRunQueue, type RunQueue, type UnfinishedLabels } from "./segmenter.ts";

/** The part of a run that is plain data. */
export interface PostedRun
  extends Pick<
    RunOptions,
    "firstSlice" | "keep" | "classes" | "box" | "allSlices" | "probabilities" | "series"
  > {
  readonly bits?: 8 | 16;
  readonly unfinished: UnfinishedLabels | undefined;
}

export type SliceListener = (slice: GridSlice16 | undefined, progress: Progress | undefined) => unknown;

let queue: RunQueue | undefined;
const running = new Map<number, { readonly run: Run<LabelMap16>; readonly abort: AbortController }>();

const segmenterWorker = {
  start: (model: Model, options: BackendOptions): Promise<Answer<Provider>> =>
    answer(async () => {
      const backend = await createBackend(model, options);
      queue = createRunQueue(model, backend);
      return backend.provider;
    }),

  run: (
    id: number,
    volume: Volume,
    { unfinished, ...options }: PostedRun,
    listener: SliceListener,
  ): Promise<Answer<RunResult<LabelMap16>>> =>
    answer(
      async () => {
        if (!queue)
          throw new AutosegError("inference-failed", "The model was not started. Call start first.", {
            provider: "worker",
          });
        const abort = new AbortController();
        const deliveries: unknown[] = [];
        const run = queue.add(
          volume,
          {
            ...options,
            signal: abort.signal,
            onSlice: (slice: GridSlice16) =>
              deliveries.push(listener(Comlink.transfer(slice, buffersOf(slice)), undefined)),
            onProgress: (progress: Progress) => deliveries.push(listener(undefined, progress)),
          },
          unfinished,
        );
        running.set(id, { run, abort });
        try {
          const result = await run;
          // Slices travel on a port of their own: without this, the result could overtake the last of them. If one could not
          // be delivered, the
          // run fails.
          await Promise.all(deliveries).catch((cause: Error) => {
            throw new AutosegError(
              "inference-failed",
              `A slice could not be sent to the page (${cause.message}). Run the model again.`,
              { provider: result.report.provider.name },
              { cause },
            );
          });
          return result;
        } finally {
          running.delete(id);
          await Promise.allSettled(deliveries);
        }
      },
      ({ labelMap: { voxels } }) => (voxels.buffer instanceof ArrayBuffer ? [voxels.buffer] : []),
    ),

  cancel: (id: number): void => running.get(id)?.abort.abort(),
  prioritise: (id: number, slice: number): void => running.get(id)?.run.prioritise(slice),
  pause: (id: number): void => running.get(id)?.run.pause(),
  resume: (id: number): void => running.get(id)?.run.resume(),
};

function buffersOf({ labels, probabilities }: GridSlice16): ArrayBuffer[] {
  const { segments = [], entropy } = probabilities ?? {};
  return [labels, ...segments.map(({ values }) => values), ...(entropy ? [entropy] : [])].map(
    ({ buffer }) => buffer,
  );
}

export type SegmenterWorker = typeof segmenterWorker;

receiveAssets();
Comlink.expose(segmenterWorker);
announceLife();
