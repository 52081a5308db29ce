import type { EditStep, SegmentDisplay } from "../editing/index.ts";
import type { Segment } from "../volume/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerState } from "./controller-state.ts";
import type { Models } from "./models.ts";
import type { SegmentDraft } from "./new-segment.ts";
import type { SegmentPreset } from "./preferences.ts";
import { addSegment, addSegments, changeSegment, toDeletion } from "./segment-editing.ts";

/** Selects, shows, adds, changes and deletes segments. */
export class Segments {
  readonly #context: ControllerContext;
  readonly #models: Models;

  constructor(context: ControllerContext, models: Models) {
    this.#context = context;
    this.#models = models;
  }

  find(segmentNumber: number): Segment | undefined {
    return this.#context.study?.session.findSegment(segmentNumber);
  }

  /** Makes a segment active: tools draw into it. @throws AutosegError `not-open`. */
  select(segmentNumber: number): void {
    this.#context.require().session.activeSegment = segmentNumber;
  }

  /** Shows, hides or locks a segment, or sets the opacity of its fill. @throws AutosegError `not-open`. */
  setDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void {
    this.#context.require().session.setDisplay(segmentNumber, display);
  }

  /**
   * Adds an empty segment and makes it active. @returns it, with its number.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`; `cancelled` if another study is opened meanwhile;
   * `invalid-argument` for a label that is empty or longer than 64 characters, or a 256th segment.
   */
  async add(draft: SegmentDraft): Promise<Segment> {
    const { session, reserved } = await this.#numbering();
    return addSegment(session, draft, reserved);
  }

  /** Changes a segment's label, term or colour. @throws AutosegError `not-open`, `busy`, `invalid-argument`. */
  change(segmentNumber: number, draft: SegmentDraft): void {
    changeSegment(this.#context.requireIdle().session, segmentNumber, draft);
  }

  /**
   * Deletes a segment with all its voxels, as one step. @returns the step.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`; `invalid-argument`, also for a locked or hidden segment.
   */
  async delete(segmentNumber: number): Promise<EditStep | undefined> {
    const { session } = this.#context.requireIdle();
    const { operation, options } = toDeletion(session, segmentNumber);
    return this.#context.toolBox.editor.run(operation, options);
  }

  /**
   * Adds a preset's segments whose labels are not taken, as one step. @returns how many were added.
   * @throws AutosegError (the promise rejects) as {@link add}.
   */
  async addPreset({ name, segments }: SegmentPreset): Promise<number> {
    const { session, reserved } = await this.#numbering();
    return addSegments(session, { name, segments }, reserved);
  }

  /** The session to add to, and the highest number reserved for models. */
  async #numbering() {
    const study = this.#context.require();
    const reserved = await this.#models.largestNumber(study.series);
    this.#context.requireStill(study);
    return { session: this.#context.requireIdle().session, reserved };
  }

  /** Opens the dialog for a new or an existing segment, unless something is being drawn. */
  openDialog(about: NonNullable<ControllerState["segmentDialog"]>): void {
    const { study, state, store, host } = this.#context;
    if (!study || study.session.isEditing || state.threshold || host.isBusy) return;
    if (about === "new" || study.session.findSegment(about)) store.update({ segmentDialog: about });
  }

  closeDialog(): void {
    this.#context.store.update({ segmentDialog: undefined });
  }

  /** Adds or changes the dialog's segment. @throws AutosegError (the promise rejects) as {@link add}. */
  async save(draft: SegmentDraft): Promise<void> {
    const { segmentDialog: about } = this.#context.state;
    if (about === undefined) return;
    if (about === "new") await this.add(draft);
    else {
      this.#keepColor(about, draft);
      this.change(about, draft);
    }
  }

  /** Remembers a changed colour as the user's choice. */
  #keepColor(segmentNumber: number, { label, color }: SegmentDraft): void {
    const { state, store } = this.#context;
    const had = this.find(segmentNumber)?.color;
    if (!color || !had || color.every((part, at) => part === had[at])) return;
    const { preferences } = state;
    store.update({
      preferences: { ...preferences, colors: { ...preferences.colors, [label.trim()]: color } },
    });
  }
}
