/** After the last change. */
const quietMs = 1000;
/** After the first change that is not saved, however long changes go on. */
const longestMs = 2000;
/** After the first failure in a row, the second and so on. */
const retryMs = [1000, 2000, 5000, 15_000, 60_000] as const;

/**
 * When to save: soon after the last change, and while changes go on at the latest two seconds after the first. Saves never
 * overlap, and one that fails is tried again, until `stop`.
 */
export class SaveSchedule {
  readonly #save: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  /** Time of the first change that is not saved. */
  #changedAt: number | undefined;
  #failures = 0;
  #retryAt = 0;
  #isStopped = false;

  /** @param onFailure is told of every save that failed. */
  constructor(save: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#save = save;
    this.#onFailure = onFailure;
  }

  /** Something has changed. */
  touch(): void {
    this.#changedAt ??= Date.now();
    this.#arm();
  }

  /** Saves what has changed without waiting; resolves when that is done, or has failed. */
  async flush(): Promise<void> {
    await this.#saving;
    if (this.#changedAt !== undefined) await this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
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
        this.#onFailure(error);
      },
    );
    this.#saving = saving.finally(() => {
      this.#saving = undefined;
      this.#arm();
    });
    return this.#saving;
  }
}
