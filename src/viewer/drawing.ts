import type { EditOperation, Stroke } from "../editing/index.ts";
import { sliceBox } from "../regions/index.ts";
import type { ToolName, ToolSettings } from "../tools/index.ts";
import type { Limiting } from "./limiting.ts";
import type { Operands } from "./operands.ts";
import { canOperate, type OperationEntry } from "./operation-list.ts";
import type { Workspace } from "./workspace.ts";

/** How far around hints the image decides. */
const hintReachMm = 20;

/** What the left button draws with, into which segment, and undo. */
export class Drawing {
  readonly #workspace: Workspace;
  readonly #operands: Operands;
  readonly #limiting: Limiting;

  constructor(workspace: Workspace, operands: Operands, limiting: Limiting) {
    this.#workspace = workspace;
    this.#operands = operands;
    this.#limiting = limiting;
  }

  undo(): void {
    this.#workspace.study?.session.undo();
  }

  redo(): void {
    this.#workspace.study?.session.redo();
  }

  selectTool(tool: ToolName): void {
    this.#workspace.toolBox.tool = tool;
  }

  selectSegment(segmentNumber: number): void {
    const { study } = this.#workspace;
    if (study) study.session.activeSegment = segmentNumber;
  }

  configure(change: Partial<ToolSettings>): void {
    this.#workspace.toolBox.configure(change);
  }

  /** The next brush size up or down. */
  stepBrush(direction: 1 | -1): void {
    this.#workspace.toolBox.stepBrush(direction);
  }

  /** Shift or Alt went down or up: the brush shows whether it would erase, and what. */
  showErasing(keys: Pick<KeyboardEvent, "shiftKey" | "altKey">): void {
    this.#workspace.tools?.refresh(keys);
  }

  /** Changes the whole active segment, as one step. */
  async operate(entry: OperationEntry): Promise<void> {
    const { toolBox, study, view, state, store } = this.#workspace;
    const { chosen } = this.#operands;
    if (!study || !view || !canOperate(state, entry, chosen) || toolBox.editor.isRunning) return;
    const context = {
      segmentNumber: state.activeSegment,
      settings: state.operationSettings,
      cursor: view.cursor,
      sliceAxis: view.panes[state.mainPlane].axes.slices.axis,
      segments: study.session.segments,
      changeable: state.segments
        .filter(({ visible, locked }) => visible && !locked)
        .map(({ segmentNumber }) => segmentNumber),
      operand: entry.operand && chosen && this.#operands.toLogicOperand(chosen),
    };
    store.update({ isOperating: true });
    const { slice } = this.#limiting;
    await toolBox.editor.perform(entry.make(context), {
      ...(entry.segments && { segments: entry.segments(context) }),
      ...(slice && { box: sliceBox(study.session.grid, slice.axis, slice.index) }),
    });
    store.update({ isOperating: false });
  }

  /** Lets the image decide what lies around the hints that were drawn, as one step that can be undone. */
  async repairFromHints(): Promise<void> {
    await this.#useHints((strokes) => ({ kind: "repair", strokes, reachMm: hintReachMm }));
  }

  /** Lets the segments that hints were drawn for, and what was drawn as background, grow until they meet. */
  async growFromHints(): Promise<void> {
    await this.#useHints((seeds) => ({ kind: "grow-from-seeds", seeds, reachMm: hintReachMm }));
  }

  discardHints(): void {
    this.#workspace.toolBox.hints.clear();
  }

  async #useHints(make: (strokes: Stroke[]) => EditOperation): Promise<void> {
    const { toolBox, study } = this.#workspace;
    if (!study || toolBox.hints.drawn.length === 0) return;
    const step = await toolBox.editor.perform(make(toolBox.hints.toStrokes(study.session.grid)));
    if (step) toolBox.hints.clear();
  }
}
