/** Delay after the last change. */
const quietMs = 1000;
/** Longest delay after the first unsaved change, if changes go on. */
const longestMs = 2000;
/** Delays after the first, second and further failures in a row. */
const retryMs = [1000, 2000, 5000, 15_000, 60_000] as const;

/**
 * Decides when to save: soon after the last change but, while changes go on, no later than two seconds after the first. Saves
 * never overlap; a failed one is retried until `stop`.
 */
export class SaveSchedule {
  readonly #save: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  /** Time of the first unsaved change. */
  #changedAt: number | undefined;
  #failures = 0;
  #retryAt = 0;
  #isStopped = false;

  /** @param onFailure called for every save that fails. */
  constructor(save: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#save = save;
    this.#onFailure = onFailure;
  }

  /** Notes a change. */
  touch(): void {
    this.#changedAt ??= Date.now();
    this.#arm();
  }

  /** Saves changes at once; resolves when saved or failed. */
  async flush(): Promise<void> {
    await this.#saving;
    if (this.#changedAt !== undefined) await this.#run();
  }

  /** No further save begins. Resolves when the one under way has ended, whose outcome is no longer reported. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#saving;
  }

  #arm(): void {
    if (this.#isStopped || this.#saving || this.#changedAt === undefined) return;
    clearTimeout(this.#timer);
    const now = Date.now();
    const due = Math.min(now + quietMs, this.#changedAt + longestMs);
    this.#timer = setTimeout(() => void this.#run(), Math.max(due, this.#retryAt) - now);
  }

  #run(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    clearTimeout(this.#timer);
    const changedAt = this.#changedAt;
    this.#changedAt = undefined;
    const saving = this.#save().then(
      () => {
        this.#failures = 0;
        this.#retryAt = 0;
      },
      (error: unknown) => {
        this.#changedAt = changedAt ?? Date.now();
        this.#retryAt = Date.now() + retryMs[Math.min(this.#failures++, retryMs.length - 1)]!;
        if (!this.#isStopped) this.#onFailure(error);
      },
    );
    this.#saving = saving.finally(() => {
      this.#saving = undefined;
      this.#arm();
    });
    return this.#saving;
  }
}
