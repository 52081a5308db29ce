import * as Comlink from "comlink";
import { type BackendOptions, type Provider, watchWorker } from "../inference/index.ts";
import type { Model } from "../model/index.ts";
import { type Answer, takeValue } from "../threads/index.ts";
import type { SegmenterWorker } from "./worker.ts";

/** A worker in which a segmenter runs. */
export interface SegmenterThread {
  /** What the model was started on. */
  readonly provider: Provider;
  readonly remote: Comlink.Remote<SegmenterWorker>;
  /** Whether the worker is gone; its calls reject. */
  readonly isDead: boolean;
  /** The value of a call. @throws AutosegError what the call threw, and `inference-failed` when the worker dies. */
  ask<T>(call: Promise<Answer<T>>): Promise<T>;
  terminate(): void;
}

/** @throws AutosegError what `createSegmenter` throws, and `inference-failed` when the worker cannot start. */
export async function startSegmenterThread(model: Model, options: BackendOptions): Promise<SegmenterThread> {
  const { worker, died, terminate } = watchWorker(
    new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "autoseg-segmenter" }),
  );
  const remote = Comlink.wrap<SegmenterWorker>(worker);
  let isDead = false;
  died.catch(() => {
    isDead = true;
  });
  const ask = async <T>(call: Promise<Answer<T>>): Promise<T> => takeValue(await Promise.race([call, died]));
  try {
    return {
      provider: await ask(remote.start(model, options)),
      remote,
      get isDead() {
        return isDead;
      },
      ask,
      terminate,
    };
  } catch (error) {
    terminate();
    throw error;
  }
}
