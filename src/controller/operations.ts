import type { EditOperation, EditStep, Stroke } from "../editing/index.ts";
import { sliceBox } from "../regions/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Limits } from "./limits.ts";
import type { Operands } from "./operands.ts";
import type { OperationEntry } from "./operation-entry.ts";
import { canOperate } from "./operation-list.ts";
import type { OperationSettings } from "./state-parts.ts";

/** How far around scribbles the image decides. */
const scribbleReachMm = 20;

/** Operations on whole segments, with operands and within limits, and those that go by scribbles; each is a step that can be undone. */
export class Operations {
  readonly #context: ControllerContext;
  readonly #operands: Operands;
  readonly #limits: Limits;

  constructor(context: ControllerContext, operands: Operands, limits: Limits) {
    this.#context = context;
    this.#operands = operands;
    this.#limits = limits;
  }

  /** Numbers that operations of the list go by. */
  configure(change: Partial<OperationSettings>): void {
    const { state, store } = this.#context;
    store.update({ operationSettings: { ...state.operationSettings, ...change } });
  }

  /**
   * Does an operation (docs/editing.md). @returns the step, or undefined when there was nothing to change.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, and what the operation throws.
   */
  async perform(operation: EditOperation): Promise<EditStep | undefined> {
    this.#context.requireIdle();
    return this.#context.toolBox.editor.run(operation);
  }

  /** Changes the whole active segment as the list says, where it can; what becomes of it is told. */
  async operate(entry: OperationEntry): Promise<void> {
    const { toolBox, study, state, store } = this.#context;
    const { chosen } = this.#operands;
    if (!study || !canOperate(state, entry, chosen) || toolBox.editor.isRunning) return;
    const context = {
      segmentNumber: state.activeSegment,
      settings: state.operationSettings,
      cursor: study.view.cursor,
      sliceAxis: study.view.slice.axis,
      segments: study.session.segments,
      changeable: state.segments
        .filter(({ visible, locked }) => visible && !locked)
        .map(({ segmentNumber }) => segmentNumber),
      operand: entry.operand && chosen && this.#operands.toLogicOperand(chosen),
    };
    store.update({ isOperating: true });
    const { slice } = this.#limits;
    await toolBox.editor.perform(entry.make(context), {
      ...(entry.segments && { segments: entry.segments(context) }),
      ...(slice && { box: sliceBox(study.session.grid, slice.axis, slice.index) }),
    });
    store.update({ isOperating: false });
  }

  /** Lets the image decide what lies around the scribbles that were drawn. */
  async repairFromScribbles(): Promise<void> {
    await this.#useScribbles((strokes) => ({ kind: "repair", strokes, reachMm: scribbleReachMm }));
  }

  /** Lets the segments that scribbles were drawn for, and what was drawn as background, grow until they meet. */
  async growFromScribbles(): Promise<void> {
    await this.#useScribbles((seeds) => ({ kind: "grow-from-seeds", seeds, reachMm: scribbleReachMm }));
  }

  discardScribbles(): void {
    this.#context.toolBox.scribbles.clear();
  }

  async #useScribbles(make: (strokes: Stroke[]) => EditOperation): Promise<void> {
    const { toolBox, study } = this.#context;
    const { scribbles, editor } = toolBox;
    if (!study || scribbles.drawn.length === 0) return;
    const step = await editor.perform(make(scribbles.toStrokes(study.session.grid)));
    if (step) scribbles.clear();
  }
}
