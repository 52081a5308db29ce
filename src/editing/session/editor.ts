import { busyWith, isAutosegError, notOpen } from "../../errors.ts";
import { createOperationRunner } from "../operations/operation-runner.ts";
import type { EditOperation } from "../operations/operations.ts";
import type { EditStep } from "./edit-history.ts";
import type { PerformOptions, SegmentationSession } from "./segmentation-session.ts";
import { createSignal } from "./signal.ts";

/** Does operations on the session that is open, one at a time, in the background where they take long. */
export class Editor {
  session: SegmentationSession | undefined;
  /** An operation could not be done; what the user cancelled is none of these. */
  readonly failed = createSignal<unknown>();
  /** An operation was done, and nothing was there for it to change. */
  readonly unchanged = createSignal();
  /** An operation began or ended. */
  readonly runningChanged = createSignal<boolean>();
  readonly #runner = createOperationRunner();
  #abort: AbortController | undefined;

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /**
   * Does an operation as one step of the history, with options as `SegmentationSession.perform` takes them.
   * @returns the step; undefined when nothing changed, it was cancelled, or it failed (see {@link failed}).
   */
  async perform(operation: EditOperation, options: PerformOptions = {}): Promise<EditStep | undefined> {
    const abort = new AbortController();
    try {
      if (!this.session) throw notOpen("segmentation");
      if (this.session.isEditing) throw busyWith("edit");
      this.#abort = abort;
      this.runningChanged.emit(true);
      const step = await this.session.perform(operation, this.#runner, { ...options, signal: abort.signal });
      if (!step) this.unchanged.emit();
      return step;
    } catch (error) {
      if (!isAutosegError(error, "cancelled")) this.failed.emit(error);
      return undefined;
    } finally {
      if (this.#abort === abort) {
        this.#abort = undefined;
        this.runningChanged.emit(false);
      }
    }
  }

  /** Ends the operation that is going on; nothing of it stays. */
  cancel(): void {
    this.#abort?.abort();
  }

  dispose(): void {
    this.cancel();
    this.#runner[Symbol.dispose]();
  }
}
