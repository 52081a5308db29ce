import { AutosegError } from "../errors.ts";
import {
  outputOrientation,
  type Run,
  type RunOptions,
  type RunResult,
  toViewAxes,
} from "../segmentation/index.ts";
import type { ChosenModel } from "./model-choice.ts";
import type { ModelSessions } from "./model-sessions.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** One run of a model on the study at a time: it is shown, paused, led by the eye of who scrolls, and cancelled. */
export class Runs {
  readonly #workspace: Workspace;
  readonly #sessions: ModelSessions;
  #abort: AbortController | undefined;
  #current: { readonly run: Run; readonly sliceAxis: 0 | 1 | 2; slice: number } | undefined;

  constructor(workspace: Workspace, sessions: ModelSessions) {
    this.#workspace = workspace;
    this.#sessions = sessions;
    workspace.moved.subscribe(() => this.#follow());
  }

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /**
   * Runs a model from the slice on screen outwards.
   * @throws AutosegError (the promise rejects) `cancelled`, and what loading, starting and running throw.
   */
  async run(
    { series }: OpenStudy,
    { name, model }: ChosenModel,
    { onSlice, ...options }: Pick<RunOptions, "keep" | "onSlice" | "probabilities">,
  ): Promise<RunResult> {
    if (this.#abort) throw new Error("A run is going on.");
    const { store, view } = this.#workspace;
    const abort = new AbortController();
    this.#abort = abort;
    store.update({ run: { progress: undefined }, slicesDone: new Set() });
    try {
      const { axis: sliceAxis } = toViewAxes(series.volume.grid, outputOrientation(model.manifest)).slices;
      const segmenter = await untilCancelled(this.#sessions.start(name), abort.signal);
      const slice = view?.cursor[sliceAxis] ?? 0;
      const run = segmenter.run(series.volume, {
        ...options,
        firstSlice: slice,
        signal: abort.signal,
        onSlice: (done) => {
          onSlice?.(done);
          store.update({ slicesDone: new Set([...store.state.slicesDone, done.sliceIndex]) });
        },
        onProgress: (progress) => store.update({ run: { progress }, provider: progress.provider }),
      });
      this.#current = { run, sliceAxis, slice };
      const result = await run;
      store.update({ report: result.report, provider: result.report.provider });
      return result;
    } catch (error) {
      if (!abort.signal.aborted) await this.#sessions.stop();
      throw error;
    } finally {
      this.#abort = undefined;
      this.#current = undefined;
      store.update({ run: undefined, slicesDone: new Set() });
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Pauses the run, or lets it go on. */
  togglePause(): void {
    const { progress } = this.#workspace.state.run ?? {};
    if (progress?.state === "paused") this.#current?.run.resume();
    else this.#current?.run.pause();
  }

  /** What the user scrolls to is done next. */
  #follow(): void {
    const slice = this.#current && this.#workspace.view?.cursor[this.#current.sliceAxis];
    if (!this.#current || slice === undefined || slice === this.#current.slice) return;
    this.#current.slice = slice;
    this.#current.run.prioritise(slice);
  }
}

/** Starting a provider cannot be cancelled: it goes on in the background, and is there for the next run. */
function untilCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new AutosegError("cancelled", "Cancelled.", {}));
    signal.addEventListener("abort", cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
