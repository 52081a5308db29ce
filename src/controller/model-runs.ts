import { createSignal } from "../editing/index.ts";
import { busyWith } from "../errors.ts";
import { type Point, toViewAxes } from "../geometry/index.ts";
import { outputOrientation } from "../model/index.ts";
import type { Progress, Run, RunOptions16, RunResult } from "../segmentation/index.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { untilAborted } from "../workers/index.ts";
import type { ChannelVolumes } from "./model-channel.ts";
import type { ChosenModel } from "./model-entry.ts";
import type { ModelSessions } from "./model-sessions.ts";

/** A run in progress; without `progress` while the model is starting. */
export interface RunState {
  readonly progress: Progress | undefined;
}

export interface ModelRunOptions
  extends Pick<RunOptions16, "keep" | "classes" | "box" | "allSlices" | "onSlice" | "probabilities"> {
  /** The voxel in view; its slice is done first. */
  readonly cursor?: Point<"ijk"> | undefined;
}

/** Runs one model at a time, with pause, cancel and progress. The slices near the voxel in view come first. */
export class ModelRuns {
  /** Undefined when the run has ended. */
  readonly changed = createSignal<RunState | undefined>();
  readonly #sessions: ModelSessions;
  #abort: AbortController | undefined;
  #current:
    | {
        readonly run: Run<LabelMap16>;
        readonly sliceAxis: 0 | 1 | 2;
        slice: number | undefined;
        isPaused: boolean;
      }
    | undefined;

  constructor(sessions: ModelSessions) {
    this.#sessions = sessions;
  }

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /**
   * Runs a model, from the slice in view outwards.
   * @throws AutosegError (the promise rejects) `busy` during another run, `cancelled`, and what loading, starting and
   * running throw.
   */
  async run(
    { volume, series }: ChannelVolumes,
    { name, model }: ChosenModel,
    { cursor, ...options }: ModelRunOptions,
  ): Promise<RunResult<LabelMap16>> {
    if (this.#abort) throw busyWith("run");
    const abort = new AbortController();
    this.#abort = abort;
    this.#tell(undefined);
    try {
      const { axis: sliceAxis } = toViewAxes(volume.grid, outputOrientation(model.manifest)).slices;
      // Starting a provider cannot be cancelled: it goes on in the background and is ready for the next run.
      const segmenter = await untilAborted(this.#sessions.start(name), abort.signal);
      const slice = cursor?.[sliceAxis];
      const run = segmenter.run(volume, {
        ...options,
        ...(series && { series }),
        bits: 16,
        ...(slice !== undefined && { firstSlice: slice }),
        signal: abort.signal,
        onProgress: (progress) => this.#tell(progress),
      });
      this.#current = { run, sliceAxis, slice, isPaused: false };
      return await run;
    } catch (error) {
      if (!abort.signal.aborted) await this.#sessions.stop();
      throw error;
    } finally {
      this.#abort = undefined;
      this.#current = undefined;
      this.changed.emit(undefined);
    }
  }

  get isPaused(): boolean {
    return this.#current?.isPaused ?? false;
  }

  /** Cancels the run; finished slices stay. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Pauses or resumes the run. */
  togglePause(): void {
    if (!this.#current) return;
    // Toggles what was last asked for, since progress reports it late and the key may be pressed again before that.
    this.#current.isPaused = !this.#current.isPaused;
    if (this.#current.isPaused) this.#current.run.pause();
    else this.#current.run.resume();
  }

  /** Does the slice now in view next. */
  follow(cursor: Point<"ijk">): void {
    const slice = this.#current && cursor[this.#current.sliceAxis];
    if (!this.#current || slice === undefined || slice === this.#current.slice) return;
    this.#current.slice = slice;
    this.#current.run.prioritise(slice);
  }

  #tell(progress: Progress | undefined): void {
    this.changed.emit({ progress });
  }
}
