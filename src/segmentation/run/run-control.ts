import { AutosegError } from "../../errors.ts";

/** What a user asks of a run in progress. */
export class RunControl {
  /** Rejects with `cancelled` as soon as the run is cancelled. */
  readonly cancelled: Promise<never>;
  /** Called when the run should continue from another slice. */
  onPrioritise: (slice: number) => void = () => undefined;
  /** Called on pause and resume. */
  onPause: () => void = () => undefined;
  /** The slice to start or continue from; undefined until the user has viewed one. */
  slice: number | undefined;
  readonly #ended = new AbortController();
  #resume: (() => void) | undefined;
  #whileResumed: Promise<void> = Promise.resolve();

  constructor(signal: AbortSignal | undefined) {
    this.cancelled = new Promise((_, reject) => {
      const cancel = () => reject(new AutosegError("cancelled", "Cancelled.", {}));
      if (signal?.aborted) cancel();
      else signal?.addEventListener("abort", cancel, { once: true, signal: this.#ended.signal });
    });
    this.cancelled.catch(() => undefined);
  }

  /** Stops listening to the signal, which may outlive many runs. */
  end(): void {
    this.#ended.abort();
  }

  get isPaused(): boolean {
    return this.#resume !== undefined;
  }

  prioritise(slice: number): void {
    this.slice = slice;
    this.onPrioritise(slice);
  }

  pause(): void {
    if (this.isPaused) return;
    this.#whileResumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
    this.onPause();
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.onPause();
  }

  /** Resolves once the run is not paused; rejects when it is cancelled. */
  async whileRunning(): Promise<void> {
    await Promise.race([this.cancelled, this.#whileResumed]);
  }
}
