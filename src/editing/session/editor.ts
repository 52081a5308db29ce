import { busyWith, isAutosegError, notOpen } from "../../errors.ts";
import { createOperationRunner, type OperationRunner } from "../operations/operation-runner.ts";
import type { EditOperation } from "../operations/operations.ts";
import type { EditStep } from "./edit-history.ts";
import type { OpenEdit } from "./open-edit.ts";
import type { SegmentationSession } from "./segmentation-session.ts";
import type { PerformOptions, PreviewOptions } from "./session-operations.ts";
import { createSignal } from "./signal.ts";

/** Runs operations on the open session one at a time, in the background if they take long. */
export class Editor {
  session: SegmentationSession | undefined;
  /** An operation failed; not emitted for operations that the user cancelled. */
  readonly failed = createSignal<unknown>();
  /** An operation ran and there was nothing to change. */
  readonly unchanged = createSignal();
  /** An operation started or ended. */
  readonly runningChanged = createSignal<boolean>();
  readonly #runner = createOperationRunner();
  #abort: AbortController | undefined;

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /**
   * Runs an operation as one step of the history, with the options of `SegmentationSession.perform`.
   * @returns the step; undefined if it changed nothing.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, `cancelled`, and what the operation throws.
   */
  async run(operation: EditOperation, options: PerformOptions = {}): Promise<EditStep | undefined> {
    return this.runWith((session, runner, signal) =>
      session.perform(operation, runner, { ...options, signal }),
    );
  }

  /**
   * Previews an operation, as `SegmentationSession.preview`.
   * @throws AutosegError as {@link run}.
   */
  async preview(operation: EditOperation, options: PreviewOptions = {}): Promise<OpenEdit | undefined> {
    return this.runWith((session, runner, signal) =>
      session.preview(operation, runner, { ...options, signal }),
    );
  }

  /** Runs work that uses operations in its own way; {@link cancel} aborts its signal. @throws AutosegError as {@link run}. */
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

  /** As {@link run}, but never rejects: {@link failed} and {@link unchanged} report the outcome. */
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

  /** Cancels the operation in progress; nothing of it remains. */
  cancel(): void {
    this.#abort?.abort();
  }

  dispose(): void {
    this.cancel();
    this.#runner[Symbol.dispose]();
  }
}
