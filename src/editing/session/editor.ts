import { busyWith, isAutosegError, notOpen } from "../../errors.ts";
import { createOperationRunner, type OperationRunner } from "../operations/operation-runner.ts";
import type { EditOperation } from "../operations/operations.ts";
import type { EditStep } from "./edit-history.ts";
import type { OpenEdit } from "./open-edit.ts";
import type { SegmentationSession } from "./segmentation-session.ts";
import type { PerformOptions, PreviewOptions } from "./session-operations.ts";
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
   * @returns the step; undefined when it changed nothing.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, `cancelled`, and what the operation throws.
   */
  async run(operation: EditOperation, options: PerformOptions = {}): Promise<EditStep | undefined> {
    return this.runWith((session, runner, signal) =>
      session.perform(operation, runner, { ...options, signal }),
    );
  }

  /**
   * Does an operation to be looked at, as `SegmentationSession.preview`.
   * @throws AutosegError as {@link run}.
   */
  async preview(operation: EditOperation, options: PreviewOptions = {}): Promise<OpenEdit | undefined> {
    return this.runWith((session, runner, signal) =>
      session.preview(operation, runner, { ...options, signal }),
    );
  }

  /** Does what uses operations in its own way; {@link cancel} aborts its signal. @throws AutosegError as {@link run}. */
  async runWith<Result>(
    act: (session: SegmentationSession, runner: OperationRunner, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (!this.session) throw notOpen("segmentation");
    if (!this.session.canDraw) throw busyWith("edit");
    const abort = new AbortController();
    this.#abort = abort;
    this.runningChanged.emit(true);
    try {
      return await act(this.session, this.#runner, abort.signal);
    } finally {
      if (this.#abort === abort) {
        this.#abort = undefined;
        this.runningChanged.emit(false);
      }
    }
  }

  /** As {@link run}, for whoever does not wait: {@link failed} and {@link unchanged} tell what became of it. */
  async perform(operation: EditOperation, options: PerformOptions = {}): Promise<EditStep | undefined> {
    try {
      const step = await this.run(operation, options);
      if (!step) this.unchanged.emit();
      return step;
    } catch (error) {
      if (!isAutosegError(error, "cancelled")) this.failed.emit(error);
      return undefined;
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
