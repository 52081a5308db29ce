import {
  addSegment,
  changeSegment,
  largestSegmentNumber,
  type SegmentDraft,
  toDeletion,
} from "../controller/index.ts";
import type { ModelChoice } from "./model-choice.ts";
import type { ViewerState } from "./viewer-state.ts";
import type { Workspace } from "./workspace.ts";

/** Segments are added, described anew and deleted, by a person. */
export class SegmentEditing {
  readonly #workspace: Workspace;
  readonly #models: ModelChoice;

  constructor(workspace: Workspace, models: ModelChoice) {
    this.#workspace = workspace;
    this.#models = models;
  }

  /** Opens the dialog of a new segment, or of one that is there; not while something is drawn. */
  open(about: NonNullable<ViewerState["segmentDialog"]>): void {
    const { study, state, store } = this.#workspace;
    if (!study || study.session.isEditing || state.threshold || state.loading) return;
    if (about !== "new" && !study.session.findSegment(about)) return;
    store.update({ segmentDialog: about });
  }

  close(): void {
    this.#workspace.store.update({ segmentDialog: undefined });
  }

  /** Adds or changes the segment that the dialog is about. */
  async save(draft: SegmentDraft): Promise<void> {
    const { study, state, notices } = this.#workspace;
    const { segmentDialog: about } = state;
    if (!study || about === undefined) return;
    await notices.attempt(async () => {
      if (about !== "new") return changeSegment(study.session, about, draft);
      const reserved = largestSegmentNumber(await this.#models.suited(study.series));
      if (!study.session.isEditing) addSegment(study.session, draft, reserved);
    });
  }

  /** With all that was drawn into it, as one step. */
  async delete(segmentNumber: number): Promise<void> {
    const { study, notices, toolBox } = this.#workspace;
    if (!study || toolBox.editor.isRunning) return;
    await notices.attempt(async () => {
      const { operation, options } = toDeletion(study.session, segmentNumber);
      await toolBox.editor.perform(operation, options);
    });
  }
}
