import { isAutosegError } from "../errors.ts";
import { errorText } from "../texts/index.ts";
import type { ControllerState } from "./controller-state.ts";
import type { Choice, Notice, Question } from "./state-parts.ts";
import type { Store } from "./store.ts";

/** A question without who asks it. */
export type Asked<Id extends string> = Pick<Question, "title" | "text"> & {
  readonly choices: readonly Choice<Id>[];
};

/** How long a notice that needs no action stays. */
const infoMs = 8000;

/** What is said to the user and asked, in the state: whoever has a screen shows it, and answers. */
export class Notices {
  readonly #store: Store<ControllerState>;
  #made = 0;

  constructor(store: Store<ControllerState>) {
    this.#store = store;
  }

  notify(kind: Notice["kind"], text: string): void {
    const notice = { id: this.#made++, kind, text };
    // What is said again takes the place of what was said, so that it does not go with that.
    const others = this.#store.state.notices.filter((one) => one.text !== text);
    this.#store.update({ notices: [...others.slice(-2), notice] });
    if (kind === "info") setTimeout(() => this.dismiss(notice.id), infoMs);
  }

  dismiss(id: number): void {
    this.#store.update({ notices: this.#store.state.notices.filter((notice) => notice.id !== id) });
  }

  dismissAll(): void {
    this.#store.update({ notices: [] });
  }

  /** Tells of an error in its own words; what the user cancelled is no error, and what has to wait is only said. */
  report(error: unknown): void {
    if (isAutosegError(error, "cancelled")) return;
    this.notify(isAutosegError(error, "busy") ? "info" : "error", errorText(error));
  }

  /** Does something that may fail; a failure is told to the user and ends there. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** Asks before something is lost; undefined when the question was closed without an answer. One that was open is closed. */
  ask<Id extends string>(question: Asked<Id>): Promise<Id | undefined> {
    this.#store.state.question?.answer(undefined);
    return new Promise((resolve) =>
      this.#store.update({
        question: {
          ...question,
          answer: (chosen) => {
            this.#store.update({ question: undefined });
            resolve(chosen as Id | undefined);
          },
        },
      }),
    );
  }
}
