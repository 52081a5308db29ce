import { isAutosegError } from "../errors.ts";
import { errorText } from "../texts/index.ts";
import type { ControllerState } from "./controller-state.ts";
import type { Choice, Notice, PastNotice, Question } from "./state-parts.ts";
import type { Store } from "./store.ts";

/** A question before it is shown. */
export type Asked<Id extends string> = Pick<Question, "title" | "text"> & {
  readonly choices: readonly Choice<Id>[];
};

/** How long a notice that needs no action stays. */
const infoMs = 8000;
/** As many as can be read at a glance. */
const mostShown = 3;
const mostKept = 200;

/**
 * Notices and questions for the user, kept in the state for a host to show. Only a few notices are on screen at a time; the
 * others can be read again later, and an error counts as unseen until the user dismisses it or opens the list.
 */
export class Notices {
  readonly #store: Store<ControllerState>;
  #made = 0;

  constructor(store: Store<ControllerState>) {
    this.#store = store;
  }

  notify(kind: Notice["kind"], text: string): void {
    const notice = { id: this.#made++, kind, text };
    // A repeated notice replaces the earlier one, so that it stays its full time.
    const others = this.#store.state.notices.filter((one) => one.text !== text);
    this.#store.update({ notices: withinGlance([...others, notice]), pastNotices: this.#past(notice) });
    if (kind === "info") setTimeout(() => this.dismiss(notice.id), infoMs);
  }

  /** Dismisses a notice, which counts as seen. */
  dismiss(id: number): void {
    const { notices, pastNotices } = this.#store.state;
    if (!notices.some((notice) => notice.id === id)) return;
    this.#store.update({
      notices: notices.filter((notice) => notice.id !== id),
      pastNotices: pastNotices.map((past) => (past.id === id ? { ...past, isSeen: true } : past)),
    });
  }

  /** Dismisses all notices, which are out of date when something else begins. */
  dismissAll(): void {
    this.#store.update({ notices: [] });
  }

  /** Dismisses notices that need no action; errors stay. */
  dismissInfos(): void {
    this.#store.update({ notices: this.#store.state.notices.filter(({ kind }) => kind === "error") });
  }

  /** Marks all notices as seen: the user has opened the list. */
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

  /** Reports an error to the user. A cancelled action is no error, and `busy` is only a hint. */
  report(error: unknown): void {
    if (isAutosegError(error, "cancelled")) return;
    this.notify(isAutosegError(error, "busy") ? "info" : "error", errorText(error));
  }

  /** Runs an action; an error is reported to the user and goes no further. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** Asks the user; resolves to undefined if the question is closed without a choice. Closes any question still open. */
  ask<Id extends string>(question: Asked<Id>): Promise<Id | undefined> {
    this.#store.state.question?.answer(undefined);
    return new Promise((resolve) => {
      const asked: Question = {
        ...question,
        answer: (chosen) => {
          // A late answer to an earlier question must not close this one.
          if (this.#store.state.question === asked) this.#store.update({ question: undefined });
          resolve(chosen as Id | undefined);
        },
      };
      this.#store.update({ question: asked });
    });
  }
}

/** The notices to keep on screen: errors first, then the latest. */
function withinGlance(notices: readonly Notice[]): readonly Notice[] {
  if (notices.length <= mostShown) return notices;
  const leaves = notices.slice(0, -1).find(({ kind }) => kind === "info") ?? notices[0];
  return withinGlance(notices.filter((notice) => notice !== leaves));
}
