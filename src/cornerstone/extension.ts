import {
  Controller,
  type ControllerEvents,
  type ControllerState,
  createStore,
  type Deliver,
  type EditsAtRisk,
  type ExportOptions,
  initialControllerState,
  type SegmentDraft,
  type SegmentOptions,
  toModelEntry,
} from "../controller/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import {
  createSignal,
  type EditOperation,
  type EditStep,
  type SegmentationSession,
  type SegmentDisplay,
  type Signal,
} from "../editing/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import { loadModel } from "../model/index.ts";
import type { RunReport } from "../segmentation/index.ts";
import { errorText, preferredLanguage, setLanguage, t } from "../texts/index.ts";
import type { ToolSettings } from "../tools/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import { setAssets } from "../workers/index.ts";
import { checkCornerstoneVersion } from "./cornerstone-check.ts";
import { checkExportable } from "./exportable.ts";
import type { ExtensionOptions, OpenOptions } from "./extension-options.ts";
import { HostOpening } from "./host-opening.ts";
import type { HostSegmentationEntry } from "./host-segmentations.ts";
import type { DrawingTool } from "./host-tools.ts";
import type { HostSeriesChoice } from "./host-viewports.ts";
import { otherVolumes } from "./other-volumes.ts";

/**
 * Segments a series in an application's own viewports, volume or stack. Nothing is added to the application before `open`, and
 * `dispose` removes everything. The camera moves only when the review goes to a finding; tool groups are never changed.
 */
export class AutosegExtension {
  /** A stroke could not be drawn; a sentence says why. */
  readonly refused: Signal<string> = createSignal<string>();
  /** For all that has no method here: comparison, uncertainty, operations with operands, limits, unfinished work. */
  readonly controller: Controller;
  readonly #options: ExtensionOptions;
  readonly #opening: HostOpening;

  constructor(options: ExtensionOptions) {
    checkCornerstoneVersion();
    setLanguage(options.language ?? preferredLanguage());
    this.#options = options;
    if (options.assets) setAssets(options.assets);
    this.#opening = new HostOpening(options, () => this.controller);
    const { device, acceptSoftwareAdapter, threads, history, autosave = false, memory } = options;
    this.controller = new Controller(createStore<ControllerState>(initialControllerState), {
      host: {
        show: (study) => this.#opening.show(study),
        open: () => this.askAndOpen(),
        otherSeries: otherVolumes(() => this.#opening.volumeId, options.otherSeries),
      },
      models: {
        ...(device && { device }),
        ...(acceptSoftwareAdapter !== undefined && { acceptSoftwareAdapter }),
        ...(threads !== undefined && { threads }),
      },
      ...(history && { history }),
      ...(memory && { memory }),
      autosave,
    });
    const { refused, editor } = this.controller.toolBox;
    refused.subscribe((sentence) => this.refused.emit(sentence));
    editor.failed.subscribe((error) => this.refused.emit(errorText(error)));
    void this.controller.models.start(() => this.#loadModels()).catch(() => undefined);
  }

  get state(): ControllerState {
    return this.controller.state;
  }

  get review(): Controller["review"] {
    return this.controller.review;
  }

  /** Calls the listener whenever `state` is replaced; returns a function that removes it. */
  subscribe(listener: () => unknown): () => void {
    return this.controller.subscribe(listener);
  }

  /**
   * Calls the listener on every event of that name, such as `run:progress`; returns a function that removes it. For the details
   * of each event see {@link ControllerEvents}.
   */
  on<Name extends keyof ControllerEvents>(
    name: Name,
    listener: (detail: ControllerEvents[Name]) => unknown,
  ): () => void {
    return this.controller.on(name, listener);
  }

  /** Voxels, segments and history; undefined before `open`. */
  get session(): SegmentationSession | undefined {
    return this.controller.study?.session;
  }

  /** The volume's series, for writing other objects about the segmentation; undefined before `open`. */
  get series(): SourceSeries | undefined {
    return this.controller.study?.series;
  }

  /** Id of the segmentation in Cornerstone's state, for the application's own lists; undefined if there is none. */
  get segmentationId(): string | undefined {
    return this.#opening.view?.segmentationId;
  }

  /**
   * Opens the series that the viewports show: reads its values and overlays an empty segmentation with the chosen model's
   * segments, if any. Waits if no viewport shows a series yet; does nothing if the series is already open; closes another
   * series that was open.
   * @throws AutosegError (the promise rejects) `invalid-argument` if there is no such series; `volume-not-loaded`;
   * `unsaved-work` if the last segmentation was not exported (`close` discards it); `irregular-series`, `invalid-geometry`;
   * `cancelled` if closed meanwhile; and what loading the model throws.
   */
  open(options: OpenOptions = {}): Promise<SegmentationSession> {
    return this.#opening.open(options);
  }

  /**
   * The application's own segmentations of the open series, or else of the series on screen, made with its tools or loaded from
   * a file; empty if no series is shown.
   */
  hostSegmentations(choice: HostSeriesChoice = {}): HostSegmentationEntry[] {
    return this.#opening.hostSegmentations(choice);
  }

  /**
   * Works on one of the application's segmentations in place: draws, runs models and measures in it. Its existing voxels count
   * as drawn by hand. `close` hands it back as it is then.
   * @throws AutosegError (the promise rejects) as `open`; `invalid-argument` if there is no such labelmap; `unsaved-work` if
   * the open one was not exported; `foreign-segmentation` if it does not label every image of the series;
   * `overlapping-segments`; `busy` if another extension works on it.
   */
  openHostSegmentation(segmentationId: string, options: OpenOptions = {}): Promise<SegmentationSession> {
    return this.#opening.openHostSegmentation(segmentationId, options);
  }

  /**
   * As {@link open}, for a panel: asks the user what to do with unexported work on another series.
   * @throws AutosegError (the promise rejects) as `open`; `cancelled` if the user keeps the other series open.
   */
  async askAndOpen(options: OpenOptions = {}): Promise<SegmentationSession> {
    try {
      return await this.open(options);
    } catch (error) {
      if (!isAutosegError(error, "unsaved-work")) throw error;
      await this.#askToLeave();
      this.close();
      return this.open(options);
    }
  }

  /** Removes the segmentation from the viewports, discards it and ends any run. The models stay. */
  close(): void {
    this.#opening.cancel();
    this.controller.close();
    this.controller.selectTool(undefined);
  }

  /** Ends the extension: restores the host to its former state, and frees workers and memory. */
  async dispose(): Promise<void> {
    this.#opening.cancel();
    await this.controller.dispose();
    this.controller.selectTool(undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /**
   * Chooses a model by its manifest's name and starts it. @throws AutosegError (the promise rejects) `model-not-found`; `busy`
   * during a run.
   */
  async selectModel(name: string): Promise<void> {
    await this.controller.models.select(name);
  }

  /**
   * Runs the chosen model on the volume as one undoable step, from the slice in view outwards.
   * @throws AutosegError (the promise rejects) as `open`; `cancelled`, with the finished slices kept; `model-mismatch` for
   * another modality; `busy` during an edit or a run; and what starting and running throw.
   */
  async segment(options: SegmentOptions = {}): Promise<RunReport> {
    await this.open();
    this.#opening.view?.settle();
    return this.controller.runs.segment(options);
  }

  /** Work done by hand that a run with `keep: "locks"` could replace; undefined if there is none. */
  editsAtRisk(): EditsAtRisk | undefined {
    return this.controller.runs.editsAtRisk();
  }

  /** Cancels the run; finished slices stay and can be undone. */
  cancel(): void {
    this.controller.runs.cancel();
  }

  /** Pauses or resumes the run. */
  togglePause(): void {
    this.controller.runs.togglePause();
  }

  /**
   * Gives the left button to a drawing tool, or back to the host (undefined). The host can also take it back by activating a
   * tool of its own.
   * @throws AutosegError (the promise rejects) as `open`.
   */
  async selectTool(tool: DrawingTool | undefined): Promise<void> {
    if (tool !== undefined) await this.open();
    if (this.controller.study) this.controller.selectTool(tool);
  }

  /** Changes tool settings: size and shape of the brush, thresholds. */
  configureTools(settings: Partial<ToolSettings>): void {
    this.controller.context.require();
    this.controller.toolBox.configure(settings);
  }

  /** Makes a segment active: tools draw into it. */
  selectSegment(segmentNumber: number): void {
    this.controller.segments.select(segmentNumber);
  }

  /**
   * Adds an empty segment and makes it active. @returns it, with its number.
   * @throws AutosegError (the promise rejects) as `open`; `busy` during an edit; `invalid-argument` for a label that is empty
   * or longer than 64 characters, or a 256th segment.
   */
  async addSegment(draft: SegmentDraft): Promise<Segment> {
    await this.open();
    return this.controller.segments.add(draft);
  }

  /** Changes a segment's label, term or colour. @throws AutosegError as {@link addSegment}. */
  changeSegment(segmentNumber: number, draft: SegmentDraft): void {
    this.controller.segments.change(segmentNumber, draft);
  }

  /**
   * Deletes a segment with all its voxels. @returns the step.
   * @throws AutosegError (the promise rejects) `invalid-argument` for an unknown number, or a locked or hidden segment;
   * `busy`, `not-open`.
   */
  async deleteSegment(segmentNumber: number): Promise<EditStep | undefined> {
    return this.controller.segments.delete(segmentNumber);
  }

  /** Shows, hides or locks a segment, or sets the opacity of its fill. */
  setSegmentDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void {
    this.controller.segments.setDisplay(segmentNumber, display);
  }

  /**
   * Performs an operation (docs/editing.md) as one undoable step.
   * @returns the step, or undefined if nothing changed.
   * @throws AutosegError (the promise rejects) `busy` during an edit, `not-open`, and what the operation throws.
   */
  async perform(operation: EditOperation): Promise<EditStep | undefined> {
    return this.controller.operations.perform(operation);
  }

  /** Undoes the last step and returns it; undefined if there is none, or while something is being drawn. */
  undo(): EditStep | undefined {
    this.#opening.view?.settle();
    return this.controller.undo();
  }

  redo(): EditStep | undefined {
    this.#opening.view?.settle();
    return this.controller.redo();
  }

  /**
   * A copy of the current segmentation on the grid of `series`, without empty segments. Voxels of rejected parts go to the
   * surrounding segment, or are left out.
   */
  toLabelMap(): LabelMap {
    this.#opening.view?.settle();
    return this.controller.exports.toLabelMap();
  }

  /**
   * Writes a verified DICOM Segmentation file in a worker.
   * @param deliver stores the file; the segmentation counts as saved once it resolves, or at once without it.
   * @throws AutosegError (the promise rejects) `incomplete-metadata` if Cornerstone lacks required attributes of images or
   * patient; `segmentation-not-writable`, also if there is nothing to export; and what `deliver` throws.
   */
  async writeDicomSeg(options: ExportOptions = {}, deliver?: Deliver): Promise<Blob> {
    this.#opening.view?.settle();
    checkExportable(this.controller.context.requireIdle().series);
    return this.controller.exports.writeDicomSeg(options, deliver);
  }

  async #askToLeave(): Promise<void> {
    const { notices, autosave } = this.controller;
    const { autosaves } = this.state;
    const answer = await notices.ask({
      title: t("host.leaveTitle"),
      text: t(autosaves ? "host.leaveSaved" : "host.leave"),
      choices: [
        { id: "stay", label: t("common.cancel") },
        { id: "discard", label: t("host.discard"), isPrimary: !autosaves },
        ...(autosaves ? [{ id: "save" as const, label: t("host.keepForLater"), isPrimary: true }] : []),
      ],
    });
    if (answer === "save") await autosave.keepForLater();
    else if (answer !== "discard") throw new AutosegError("cancelled", "Cancelled.", {});
  }

  async #loadModels() {
    const models = await Promise.all(this.#options.models.map((address) => loadModel(address)));
    for (const model of models) this.controller.models.sessions.add(model.manifest.name, model);
    return models.map(toModelEntry);
  }
}

/**
 * Adds segmentation to a Cornerstone3D application. Models start loading at once; the engine, its viewports and the volume may
 * come later. Errors of a model are thrown by the first call that needs it.
 * @throws AutosegError `wrong-cornerstone` for an unsupported version of Cornerstone3D.
 */
export function createAutosegExtension(options: ExtensionOptions): AutosegExtension {
  return new AutosegExtension(options);
}
