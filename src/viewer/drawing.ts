import { stepBrushDiameter, type ToolName, type ToolSettings } from "../cornerstone/index.ts";
import { canOperate, type OperationEntry } from "./operation-list.ts";
import type { Workspace } from "./workspace.ts";

/** What the left button draws with, into which segment, and undo. */
export class Drawing {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  undo(): void {
    this.#workspace.study?.session.undo();
  }

  redo(): void {
    this.#workspace.study?.session.redo();
  }

  selectTool(tool: ToolName): void {
    const { tools, store } = this.#workspace;
    if (tools) tools.tool = tool;
    store.update({ tool });
  }

  selectSegment(segmentNumber: number): void {
    const { study, tools } = this.#workspace;
    if (study) study.session.activeSegment = segmentNumber;
    tools?.refresh();
  }

  configure(change: Partial<ToolSettings>): void {
    this.#workspace.tools?.configure(change);
  }

  /** The next brush size up or down. */
  stepBrush(direction: 1 | -1): void {
    const { brushDiameterMm } = this.#workspace.state.toolSettings;
    this.configure({ brushDiameterMm: stepBrushDiameter(brushDiameterMm, direction) });
  }

  /** Shift went down or up: the brush shows whether it would erase. */
  showErasing(erases: boolean): void {
    this.#workspace.tools?.refresh(erases);
  }

  /** Changes the whole active segment, as one step. */
  async operate({ make }: OperationEntry): Promise<void> {
    const { tools, study, view, state, store } = this.#workspace;
    if (!tools || !study || !view || !canOperate(state) || tools.editor.isRunning) return;
    const { activeSegment: segmentNumber, operationSettings: settings, mainPlane } = state;
    const sliceAxis = view.panes[mainPlane].axes.slices.axis;
    store.update({ isOperating: true });
    await tools.editor.perform(make({ segmentNumber, settings, cursor: view.cursor, sliceAxis }));
    store.update({ isOperating: false });
  }

  get hasHints(): boolean {
    return (this.#workspace.tools?.hints.drawn.length ?? 0) > 0;
  }

  /** Lets the image decide what lies around the hints that were drawn, as one step that can be undone. */
  async repairFromHints(): Promise<void> {
    const { tools, study } = this.#workspace;
    if (!tools || !study || tools.hints.drawn.length === 0) return;
    const strokes = tools.hints.toStrokes(study.session.grid);
    const step = await tools.editor.perform({ kind: "repair", strokes, reachMm: 20 });
    if (step) tools.hints.clear();
  }
}
