import { utilities } from "@cornerstonejs/core";
import type { EditStep, SegmentationSession } from "../editing/index.ts";

const { DefaultHistoryMemo: history } = utilities.HistoryMemo;

interface Memo {
  readonly id: string;
  readonly operationType: string;
  restoreMemo(isUndo?: boolean): void;
}

/** The internals of Cornerstone's history that are used here: a ring, and the position of the last step in it. */
interface Ring {
  ring: (unknown | undefined)[];
  position: number;
  undoAvailable: number;
  redoAvailable: number;
  readonly size: number;
}

/**
 * Puts the session's steps into Cornerstone's own history (`DefaultHistoryMemo`), so that there is one undo for both. The
 * session holds what a step changed. A host's memo of a stroke on these labels is replaced by the session's step, since it
 * would write voxels without the session's knowledge.
 */
export class HostHistory {
  readonly #session: SegmentationSession;
  readonly #segmentationId: string;
  readonly #memos = new WeakMap<EditStep, Memo>();
  readonly #ours = new WeakSet<object>();
  readonly #stop: () => void;
  #last: EditStep | undefined;
  #isRestoring = false;

  constructor(session: SegmentationSession, segmentationId: string) {
    this.#session = session;
    this.#segmentationId = segmentationId;
    this.#last = session.history.nextUndo;
    this.#stop = session.history.changed.subscribe(() => this.#follow());
  }

  dispose(): void {
    this.#stop();
    forget((item) => this.#ours.has(item as object));
  }

  #follow(): void {
    const { nextUndo, nextRedo } = this.#session.history;
    const last = this.#last;
    this.#last = nextUndo;
    if (nextUndo === last || this.#isRestoring) return;
    const undone = last && nextRedo === last ? this.#memos.get(last) : undefined;
    const done = nextUndo && this.#memos.get(nextUndo);
    // If the host's list has something else in between, such as an annotation, it catches up when that is undone.
    if (undone) history.undoIf((item) => item === undone);
    else if (done) {
      if (nextInRing() === done) history.redo();
    } else if (nextUndo) this.#push(nextUndo);
  }

  #push(step: EditStep): void {
    const memo: Memo = {
      id: this.#segmentationId,
      operationType: "labelmap",
      restoreMemo: (isUndo = true) => this.#restore(step, isUndo),
    };
    this.#memos.set(step, memo);
    this.#ours.add(memo);
    const isOfHost = (item: unknown): boolean =>
      (item as { segmentationId?: string }).segmentationId === this.#segmentationId;
    if (!history.replaceCurrentMemo(memo, isOfHost)) history.push(memo);
  }

  /** Only the session's next step: one that was already undone there needs nothing more. */
  #restore(step: EditStep, isUndo: boolean): void {
    const { history: steps } = this.#session;
    this.#isRestoring = true;
    try {
      if (isUndo && steps.nextUndo === step) this.#session.undo();
      if (!isUndo && steps.nextRedo === step) this.#session.redo();
    } finally {
      this.#isRestoring = false;
    }
  }
}

function nextInRing(): unknown {
  const { ring, position, size, redoAvailable } = history as unknown as Ring;
  return redoAvailable > 0 ? ring[(position + 1) % size] : undefined;
}

/** Removes steps from Cornerstone's history; those of others keep their order. */
function forget(isOurs: (item: unknown) => boolean): void {
  const list = history as unknown as Ring;
  const { size, position, undoAvailable, redoAvailable } = list;
  const at = (offset: number): unknown => list.ring[(position + offset + size) % size];
  const undo = Array.from({ length: undoAvailable }, (_, n) => at(n + 1 - undoAvailable)).filter(
    (item) => !isOurs(item),
  );
  const redo = Array.from({ length: redoAvailable }, (_, n) => at(n + 1)).filter((item) => !isOurs(item));
  const ring = new Array<unknown>(size);
  for (const [n, item] of [...undo, ...redo].entries()) ring[n] = item;
  Object.assign(list, {
    ring,
    position: undo.length - 1,
    undoAvailable: undo.length,
    redoAvailable: redo.length,
  });
}
