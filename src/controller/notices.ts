import { isAutosegError } from "../errors.ts";
import { errorText } from "../texts/index.ts";
import type { ControllerState } from "./controller-state.ts";
import type { Choice, Notice, PastNotice, Question } from "./state-parts.ts";
import type { Store } from "./store.ts";

/** A question without who asks it. */
export type Asked<Id extends string> = Pick<Question, "title" | "text"> & {
  readonly choices: readonly Choice<Id>[];
};

/** How long a notice that needs no action stays. */
const infoMs = 8000;
/** As many as are read at a glance. */
const mostShown = 3;
const mostKept = 200;

/**
 * What is said to the user and asked, in the state: whoever has a screen shows it, and answers. Few sentences are on screen at a time;
 * what has left it can be read again, and errors that nobody has taken off it count as not seen until somebody does.
 */
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
    this.#store.update({ notices: withinGlance([...others, notice]), pastNotices: this.#past(notice) });
    if (kind === "info") setTimeout(() => this.dismiss(notice.id), infoMs);
  }

  /** Takes one off the screen, which counts as seen. */
  dismiss(id: number): void {
    const { notices, pastNotices } = this.#store.state;
    if (!notices.some((notice) => notice.id === id)) return;
    this.#store.update({
      notices: notices.filter((notice) => notice.id !== id),
      pastNotices: pastNotices.map((past) => (past.id === id ? { ...past, isSeen: true } : past)),
    });
  }

  /** Something else has begun: what was said before is out of date. */
  dismissAll(): void {
    this.#store.update({ notices: [] });
  }

  /** Takes off what needs no action; errors stay. */
  dismissInfos(): void {
    this.#store.update({ notices: this.#store.state.notices.filter(({ kind }) => kind === "error") });
  }

  /** Somebody looks through what was said. */
  markSeen(): void {
    const { pastNotices } = this.#store.state;
    if (pastNotices.every(({ isSeen }) => isSeen)) return;
    this.#store.update({ pastNotices: pastNotices.map((past) => ({ ...past, isSeen: true })) });
  }

  #past(notice: Notice): readonly PastNotice[] {
    const { pastNotices } = this.#store.state;
    const same = pastNotices.find(({ text, kind }) => text === notice.text && kind === notice.kind);
    const past = {
      ...notice,
      at: Date.now(),
      times: (same?.times ?? 0) + 1,
      isSeen: notice.kind === "info",
    };
    return [...pastNotices.filter((one) => one !== same), past].slice(-mostKept);
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
    return new Promise((resolve) => {
      const asked: Question = {
        ...question,
        answer: (chosen) => {
          // A second answer, to a question that is gone, must not close the one in its place.
          if (this.#store.state.question === asked) this.#store.update({ question: undefined });
          resolve(chosen as Id | undefined);
        },
      };
      this.#store.update({ question: asked });
    });
  }
}

/** Those that stay on screen: errors before all else, and of each the latest. */
function withinGlance(notices: readonly Notice[]): readonly Notice[] {
  if (notices.length <= mostShown) return notices;
  const leaves = notices.slice(0, -1).find(({ kind }) => kind === "info") ?? notices[0];
  return withinGlance(notices.filter((notice) => notice !== leaves));
}
