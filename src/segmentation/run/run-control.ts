import { AutosegError } from "../../errors.ts";

/** What a user does to a run while it goes on. */
export class RunControl {
  /** Rejects with `cancelled` when the run is cancelled, whatever it waits for. */
  readonly cancelled: Promise<never>;
  /** Called when the run is to go on around another slice. */
  onPrioritise: (slice: number) => void = () => undefined;
  /** Called when it was paused or resumed. */
  onPause: () => void = () => undefined;
  /** Where to begin, or to go on; undefined until the user has looked at a slice. */
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

  /** Lets go of the signal, which may outlive many runs. */
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

  /** Waits while the run is paused; rejects when it is cancelled. */
  async goOn(): Promise<void> {
    await Promise.race([this.cancelled, this.#whileResumed]);
  }
}
