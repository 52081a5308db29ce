import type { EditOperation, EditStep, OpenEdit, PreviewOptions } from "../editing/index.ts";
import { isAutosegError } from "../errors.ts";
import { type Block, sliceBox, wholeBlock } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import type { Limits } from "./limits.ts";
import type { Operands } from "./operands.ts";
import type { OperationEntry } from "./operation-entry.ts";
import { canOperate } from "./operation-list.ts";
import type { OperationSettings } from "./state-parts.ts";

/** How far around scribbles segments can grow. */
const scribbleReachMm = 20;

/** Operations on whole segments, with operands, within limits, or guided by scribbles; each is an undoable step. */
export class Operations {
  readonly #context: ControllerContext;
  readonly #operands: Operands;
  readonly #limits: Limits;
  /** The edit shown as a preview. */
  #shown: OpenEdit | undefined;
  #goesByScribbles = false;

  constructor(context: ControllerContext, operands: Operands, limits: Limits) {
    this.#context = context;
    this.#operands = operands;
    this.#limits = limits;
    context.opened.subscribe(() => this.#endPreview());
    context.toolBox.previewed.subscribe(({ operation, options }) => void this.#preview(operation, options));
  }

  /** Changes the settings of the listed operations. */
  configure(change: Partial<OperationSettings>): void {
    const { state, store } = this.#context;
    store.update({ operationSettings: { ...state.operationSettings, ...change } });
  }

  /**
   * Performs an operation (docs/editing.md). @returns the step, or undefined if nothing changed.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, and what the operation throws.
   */
  async perform(operation: EditOperation): Promise<EditStep | undefined> {
    this.#context.requireIdle();
    return this.#context.toolBox.editor.run(operation);
  }

  /** Performs a listed operation on the active segment, if possible, and reports the outcome to the user. */
  async operate(entry: OperationEntry): Promise<void> {
    const { toolBox, study, state, store, notices } = this.#context;
    const { chosen } = this.#operands;
    if (!study || !canOperate(state, entry, chosen) || toolBox.editor.isRunning) return;
    const context = {
      segmentNumber: state.activeSegment,
      settings: state.operationSettings,
      cursor: study.view.cursor,
      sliceAxis: study.view.slice.axis,
      segments: study.session.segments,
      steps: study.session.history.steps,
      grid: study.session.grid,
      changeable: state.segments
        .filter(({ visible, locked }) => visible && !locked)
        .map(({ segmentNumber }) => segmentNumber),
      painted: entry.previews ? this.#painted(study) : undefined,
      operand: entry.operand && chosen && this.#operands.toLogicOperand(chosen),
      operandNumber: entry.operand && chosen?.source === "here" ? chosen.number : undefined,
    };
    const operation = entry.make(context);
    if (!operation) {
      notices.notify("info", t("operations.drawOnTwo"));
      return;
    }
    store.update({ isOperating: true });
    const { slice } = this.#limits;
    const within = slice && { box: sliceBox(study.session.grid, slice.axis, slice.index) };
    if (entry.previews) await this.#preview(operation, within);
    else
      await toolBox.editor.perform(operation, {
        ...(entry.segments && { segments: entry.segments(context) }),
        ...within,
      });
    store.update({ isOperating: false });
  }

  /**
   * Previews an operation in the state's `preview`; nothing is kept before {@link acceptPreview}.
   * @throws AutosegError (the promise rejects) as {@link perform}; `cancelled` by {@link cancel}.
   */
  async preview(operation: EditOperation, options: PreviewOptions = {}): Promise<void> {
    this.#context.requireDrawable();
    const { toolBox, store, study } = this.#context;
    const edit = await toolBox.editor.preview(operation, options);
    if (!edit) {
      toolBox.editor.unchanged.emit();
      return;
    }
    if (this.#context.study !== study) return;
    this.#shown = edit;
    store.update({ preview: { name: edit.name } });
  }

  /** Previews which voxels in the threshold brush's range the active segment would get. */
  async previewThreshold(): Promise<void> {
    const { toolBox, study } = this.#context;
    if (!study || study.session.isEditing) return;
    const { threshold: range, smooths: smooth } = toolBox.settings;
    const { slice } = this.#limits;
    await this.#preview(
      { kind: "threshold", segmentNumber: study.session.activeSegment, range, smooth },
      slice && { box: sliceBox(study.session.grid, slice.axis, slice.index) },
    );
  }

  /** Makes the preview a step of the history, and uses up the scribbles it was made from. */
  acceptPreview(): void {
    this.#shown?.commit();
    if (this.#shown && this.#goesByScribbles) this.#context.toolBox.scribbles.clear();
    this.#endPreview();
  }

  /** Discards the preview, or cancels the operation in progress; the segmentation stays as it was. */
  cancel(): void {
    this.#context.toolBox.editor.cancel();
    this.#shown?.cancel();
    this.#endPreview();
  }

  #endPreview(): void {
    this.#shown = undefined;
    this.#goesByScribbles = false;
    this.#context.store.update({ preview: undefined });
  }

  /** As {@link preview}; errors are reported to the user. */
  async #preview(operation: EditOperation, options: PreviewOptions = {}): Promise<void> {
    try {
      await this.preview(operation, options);
    } catch (error) {
      if (!isAutosegError(error, "cancelled")) this.#context.toolBox.editor.failed.emit(error);
    }
  }

  #painted({ edited, session }: OpenStudy): Block<Uint8Array> | undefined {
    const mask = edited.toMask();
    return mask && wholeBlock(session.grid, mask);
  }

  /** Previews a repair of the segments around the scribbles, decided by the image; {@link acceptPreview} makes it a step. */
  async repairFromScribbles(): Promise<void> {
    const { toolBox, study } = this.#context;
    const { scribbles } = toolBox;
    if (!study || scribbles.drawn.length === 0 || study.session.isEditing) return;
    const strokes = scribbles.toStrokes(study.session.grid);
    await this.#preview({ kind: "repair", strokes, reachMm: scribbleReachMm });
    this.#goesByScribbles = this.#shown !== undefined;
  }

  /** Previews segments grown from the scribbles, including those for background, until they meet. */
  async growFromScribbles(): Promise<void> {
    const { toolBox, study } = this.#context;
    const { scribbles, editor } = toolBox;
    if (!study || scribbles.drawn.length === 0) return;
    const seeds = scribbles.toStrokes(study.session.grid);
    const step = await editor.perform({ kind: "grow-from-seeds", seeds, reachMm: scribbleReachMm });
    if (step) scribbles.clear();
  }

  discardScribbles(): void {
    this.#context.toolBox.scribbles.clear();
  }
}
