import { createSignal, Editor, HintStrokes, type SegmentationSession } from "../editing/index.ts";
import { initialToolSettings, stepBrushDiameter, type ToolName, type ToolSettings } from "./tool-settings.ts";

/** The tool in hand, its settings, and the session that it draws into, whoever shows the panes. Needs no screen. */
export class ToolBox {
  /** Another tool, other settings, another session, or its segments are others. */
  readonly changed = createSignal();
  /** A stroke could not begin; the sentence says why. */
  readonly refused = createSignal<string>();
  /** Does what scissors, contour, flood fill, and whoever else asks, want done. */
  readonly editor = new Editor();
  readonly hints = new HintStrokes();
  #session: SegmentationSession | undefined;
  #tool: ToolName | undefined;
  #settings = initialToolSettings;
  #stop: (() => void) | undefined;

  /** @param tool the one to begin with; undefined leaves the left button to somebody else. */
  constructor(tool?: ToolName) {
    this.#tool = tool;
  }

  get tool(): ToolName | undefined {
    return this.#tool;
  }

  set tool(tool: ToolName | undefined) {
    this.#tool = tool;
    this.changed.emit();
  }

  get settings(): ToolSettings {
    return this.#settings;
  }

  configure(change: Partial<ToolSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.changed.emit();
  }

  /** The next brush size up or down. */
  stepBrush(direction: 1 | -1): void {
    this.configure({ brushDiameterMm: stepBrushDiameter(this.#settings.brushDiameterMm, direction) });
  }

  get session(): SegmentationSession | undefined {
    return this.#session;
  }

  /** What the tools draw into; what was begun in the last one is taken back. */
  set session(session: SegmentationSession | undefined) {
    this.editor.cancel();
    this.editor.session = session;
    this.#session = session;
    this.#stop?.();
    this.#stop = session?.segmentsChanged.subscribe(() => this.changed.emit());
    this.hints.clear();
    this.changed.emit();
  }

  dispose(): void {
    this.#stop?.();
    this.editor.dispose();
  }
}
