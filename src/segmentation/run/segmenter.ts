import {
  type BackendOptions,
  createBackend,
  type FallbackBackend,
  type Provider,
} from "../../inference/index.ts";
import type { Model } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import type { Progress, Run, RunOptions, RunResult } from "./run.ts";
import { RunControl } from "./run-control.ts";
import { segmentVolume, type UnfinishedLabels } from "./segment-volume.ts";

/** A model on a provider, ready for any number of volumes. Runs requested together are queued. */
export interface Segmenter extends AsyncDisposable {
  readonly provider: Provider;
  /**
   * Labels of the whole volume on its own grid.
   * @throws AutosegError (the promise rejects) `model-mismatch` for another modality than the model's, `cancelled`,
   * `invalid-argument`; `inference-failed`, `out-of-memory`, `device-lost` and `wrong-numbers` when no provider is left.
   * Slices delivered before remain valid.
   */
  run(volume: Volume, options?: RunOptions): Run;
}

/**
 * Starts a model, and drives it in this thread.
 * @throws AutosegError `no-provider`, `invalid-model`, `wrong-numbers`, `adapter-too-small`, `model-not-found`,
 * `model-hash-mismatch`.
 */
export async function createSegmenter(model: Model, options: BackendOptions = {}): Promise<Segmenter> {
  const backend = await createBackend(model, options);
  const queue = createRunQueue(model, backend);
  return {
    get provider() {
      return backend.provider;
    },
    run: (volume, runOptions = {}) => queue.add(volume, runOptions),
    async [Symbol.asyncDispose]() {
      await queue.settled();
      await backend[Symbol.asyncDispose]();
    },
  };
}

/** Runs of one model, one after another. */
export interface RunQueue {
  /** @param unfinished what an earlier attempt at the same run completed. */
  add(volume: Volume, options: RunOptions, unfinished?: UnfinishedLabels): Run;
  /** Resolves when all runs have ended. */
  settled(): Promise<void>;
}

export function createRunQueue(model: Model, backend: FallbackBackend): RunQueue {
  const waiting: { readonly tell: (position: number) => void }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const tellPositions = () => {
    for (const [position, { tell }] of waiting.entries()) tell(position);
  };
  return {
    add(volume, options, unfinished) {
      const control = new RunControl(options.signal);
      const entry = {
        tell: (queuePosition: number) =>
          options.onProgress?.({ ...progressBefore(backend), state: "queued", queuePosition }),
      };
      waiting.push(entry);
      if (waiting.length > 1) entry.tell(waiting.length - 1);
      const leave = () => {
        control.end();
        waiting.splice(waiting.indexOf(entry), 1);
        tellPositions();
      };
      const turn = last.then(() => segmentVolume(volume, model, backend, { options, control, unfinished }));
      // A run cancelled while it waits rejects at once, and holds nobody up.
      const result = Promise.race([control.cancelled, turn]).finally(leave);
      last = turn.catch(() => undefined);
      return toRun(result, control);
    },
    async settled() {
      await last;
    },
  };
}

function progressBefore({ provider }: FallbackBackend): Omit<Progress, "state" | "queuePosition"> {
  return { slicesDone: 0, slicesTotal: 0, secondsLeft: undefined, provider };
}

/** A promise with the handles of its run. */
export function toRun(
  result: Promise<RunResult>,
  control: Pick<Run, "prioritise" | "pause" | "resume">,
): Run {
  return Object.assign(result, {
    prioritise: (sliceIndex: number) => control.prioritise(sliceIndex),
    pause: () => control.pause(),
    resume: () => control.resume(),
  });
}
