/** The segmenter in a web worker of its own, so that neither onnxruntime nor the model can stop the page. */
import * as Comlink from "comlink";
import { type SerializedError, toSerializedError } from "../errors.ts";
import type { BackendOptions, Provider } from "../inference/index.ts";
import type { Model } from "../model/index.ts";
import type { Volume } from "../volume/index.ts";
import type { GridSlice } from "./plane-view.ts";
import { createSegmenter, type Progress, type RunResult, type Segmenter } from "./segmenter.ts";

/** What a call answers: typed errors do not survive the way between threads by themselves. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

export type SliceListener = (slice: GridSlice | undefined, progress: Progress | undefined) => unknown;

let segmenter: Segmenter | undefined;
const running = new Map<number, AbortController>();

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toSerializedError(error) };
  }
}

const segmenterWorker = {
  start: (model: Model, options: BackendOptions): Promise<Answer<Provider>> =>
    answer(async () => {
      segmenter = await createSegmenter(model, options);
      return segmenter.provider;
    }),

  async run(
    id: number,
    volume: Volume,
    firstSlice: number | undefined,
    listener: SliceListener,
  ): Promise<Answer<RunResult>> {
    const controller = new AbortController();
    running.set(id, controller);
    const deliveries: unknown[] = [];
    const result = await answer(async () => {
      if (!segmenter) throw new Error("run before start");
      return segmenter.run(volume, {
        ...(firstSlice !== undefined && { firstSlice }),
        signal: controller.signal,
        onSlice: (slice) =>
          deliveries.push(listener(Comlink.transfer(slice, [slice.labels.buffer]), undefined)),
        onProgress: (progress) => deliveries.push(listener(undefined, progress)),
      });
    });
    running.delete(id);
    // Slices travel on a port of their own: without this the result could overtake the last ones.
    await Promise.allSettled(deliveries);
    return "value" in result
      ? Comlink.transfer(result, [result.value.labelMap.voxels.buffer as ArrayBuffer])
      : result;
  },

  cancel(id: number): void {
    running.get(id)?.abort();
  },
};

export type SegmenterWorker = typeof segmenterWorker;

Comlink.expose(segmenterWorker);
