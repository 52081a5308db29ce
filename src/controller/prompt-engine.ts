import type { Prompter } from "../prompting/index.ts";

/** The prompter of a program: started when it is first needed, and kept from then on. */
export class PromptEngine implements AsyncDisposable {
  readonly #start: () => Promise<Prompter>;
  #started: Promise<Prompter> | undefined;

  constructor(start: () => Promise<Prompter>) {
    this.#start = start;
  }

  /** A start that failed is tried again the next time. @throws what starting it throws. */
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
