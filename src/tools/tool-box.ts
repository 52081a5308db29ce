import {
  createSignal,
  type EditOperation,
  Editor,
  type PreviewOptions,
  Scribbles,
  type SegmentationSession,
} from "../editing/index.ts";
import { MeasureDraft } from "./measure-draft.ts";
import { PromptDraft, type PromptPreview } from "./prompt-draft.ts";
import { RunBoxDraft } from "./run-box-draft.ts";
import { initialToolSettings, stepBrushDiameter, type ToolName, type ToolSettings } from "./tool-settings.ts";

/** How all segments are shown. */
export interface SegmentShowing {
  /** Hides all segments, leaving the image alone. */
  readonly isHidden: boolean;
  /** Filled, not only outlined. */
  readonly fills: boolean;
}

/** A change that the user may want next. */
export interface OfferedChange {
  readonly outline: PromptPreview;
  /** Shown at the pointer. */
  readonly text: string;
}

/** The active tool, its settings and the session it draws into, independent of what shows the panes. */
export class ToolBox {
  /** The tool, its settings, the session or its segments have changed. */
  readonly changed = createSignal();
  /** A stroke could not begin; the sentence says why. */
  readonly refused = createSignal<string>();
  /** Performs operations: of scissors, contour and flood fill, and of other callers. */
  readonly editor = new Editor();
  readonly scribbles = new Scribbles();
  /** A tool asks to preview an operation before performing it. */
  readonly previewed = createSignal<{
    readonly operation: EditOperation;
    readonly options: PreviewOptions;
  }>();
  readonly prompts = new PromptDraft();
  readonly measures = new MeasureDraft();
  readonly runBox = new RunBoxDraft();
  /** A change is offered, or the offer was withdrawn. */
  readonly offered = createSignal<OfferedChange | undefined>();
  /** SUV (body weight) of one unit of the image; undefined if unknown. */
  suvFactor: number | undefined;
  #showing: SegmentShowing = { isHidden: false, fills: true };
  #session: SegmentationSession | undefined;
  #tool: ToolName | undefined;
  #settings = initialToolSettings;
  #offer: OfferedChange | undefined;
  #stop: (() => void) | undefined;

  /** @param tool the initial one; undefined leaves the left button to the host. */
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

  get showing(): SegmentShowing {
    return this.#showing;
  }

  /** Changes how the segments of all sessions are shown. */
  show(change: Partial<SegmentShowing>): void {
    this.#showing = { ...this.#showing, ...change };
    this.changed.emit();
  }

  get offer(): OfferedChange | undefined {
    return this.#offer;
  }

  set offer(offer: OfferedChange | undefined) {
    this.#offer = offer;
    this.offered.emit(offer);
  }

  /** The next brush size up or down. */
  stepBrush(direction: 1 | -1): void {
    this.configure({ brushDiameterMm: stepBrushDiameter(this.#settings.brushDiameterMm, direction) });
  }

  get session(): SegmentationSession | undefined {
    return this.#session;
  }

  /** The session the tools draw into; an unfinished edit in the last one is cancelled. */
  set session(session: SegmentationSession | undefined) {
    this.editor.cancel();
    this.editor.session = session;
    this.#session = session;
    this.#stop?.();
    this.#stop = session?.segmentsChanged.subscribe(() => this.changed.emit());
    this.scribbles.clear();
    this.prompts.set([]);
    this.measures.show([]);
    this.runBox.choose(undefined);
    this.changed.emit();
  }

  dispose(): void {
    this.#stop?.();
    this.editor.dispose();
  }
}
