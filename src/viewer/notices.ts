import type { Store } from "../controller/index.ts";
import { isAutosegError } from "../errors.ts";
import type { Asked } from "../ui/index.ts";
import type { Notice, ViewerState } from "./viewer-state.ts";

/** How long a notice that needs no action stays. */
const infoMs = 8000;

/** What the viewer says to the user and asks: notices, questions before something is lost. */
export class Notices {
  readonly #store: Store<ViewerState>;
  #made = 0;

  constructor(store: Store<ViewerState>) {
    this.#store = store;
  }

  notify(kind: Notice["kind"], text: string): void {
    const { notices } = this.#store.state;
    if (notices.some((notice) => notice.text === text)) return;
    const notice = { id: this.#made++, kind, text };
    this.#store.update({ notices: [...notices.slice(-2), notice] });
    if (kind === "info") setTimeout(() => this.dismiss(notice.id), infoMs);
  }

  dismiss(id: number): void {
    this.#store.update({ notices: this.#store.state.notices.filter((notice) => notice.id !== id) });
  }

  dismissAll(): void {
    this.#store.update({ notices: [] });
  }

  /** Tells of an error in its own words; what the user cancelled is no error. */
  report(error: unknown): void {
    if (isAutosegError(error, "cancelled")) return;
    this.notify("error", error instanceof Error ? error.message : String(error));
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

  /** Asks before something is lost; undefined when the question was closed without an answer. */
  ask<Id extends string>(question: Asked<Id>): Promise<Id | undefined> {
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
