import type { Prompter } from "../prompting/index.ts";

/** The prompter, started when first needed and then kept. */
export class PromptEngine implements AsyncDisposable {
  readonly #start: () => Promise<Prompter>;
  #started: Promise<Prompter> | undefined;

  constructor(start: () => Promise<Prompter>) {
    this.#start = start;
  }

  /** Starts the prompter if needed; a failed start is retried at the next call. @throws what starting it throws. */
  get(): Promise<Prompter> {
    if (!this.#started) {
      const started = this.#start();
      started.catch(() => {
        if (this.#started === started) this.#started = undefined;
      });
      this.#started = started;
    }
    return this.#started;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const prompter = await this.#started?.catch(() => undefined);
    await prompter?.[Symbol.asyncDispose]();
  }
}
