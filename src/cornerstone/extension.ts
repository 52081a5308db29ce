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
 * Segmentation of a series in an application's own viewports, volumes or stacks. Nothing is added to the application before
 * `open`, and `dispose` takes all of it away. The camera moves when the review is asked to go somewhere; tool groups are
 * never changed.
 */
export class AutosegExtension {
  /** A stroke could not be drawn; the sentence says why. */
  readonly refused: Signal<string> = createSignal<string>();
  /** What the methods here leave out: comparison, uncertainty, operations with operands, limits, unfinished work. */
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

  /** Going through what was found. */
  get review(): Controller["review"] {
    return this.controller.review;
  }

  /** Calls the listener whenever `state` is another; returns the way to stop it. */
  subscribe(listener: () => unknown): () => void {
    return this.controller.subscribe(listener);
  }

  /**
   * Calls the listener with every event of that name, `run:progress` for instance; returns the way to stop it. What is told
   * of each: {@link ControllerEvents}.
   */
  on<Name extends keyof ControllerEvents>(
    name: Name,
    listener: (detail: ControllerEvents[Name]) => unknown,
  ): () => void {
    return this.controller.on(name, listener);
  }

  /** The segmentation being made: voxels, segments, history; undefined before `open`. */
  get session(): SegmentationSession | undefined {
    return this.controller.study?.session;
  }

  /** The series of the volume, for whatever else is written of the segmentation; undefined before `open`. */
  get series(): SourceSeries | undefined {
    return this.controller.study?.series;
  }

  /** Id of the segmentation in Cornerstone's state, for the application's own lists; undefined while there is none. */
  get segmentationId(): string | undefined {
    return this.#opening.view?.segmentationId;
  }

  /**
   * Takes over the series that the viewports show: reads its values and lays a segmentation over it, empty and with the
   * segments of the chosen model, if there is one. Where no viewport shows a series yet, it waits for one. Does nothing where
   * that series is open already. Another series that was open is closed.
   * @throws AutosegError (the promise rejects) `invalid-argument` when there is no such series, `volume-not-loaded`,
   * `unsaved-work` when the last one was not exported (`close` discards it), `irregular-series`, `invalid-geometry`,
   * `cancelled` when it is closed meanwhile, and what loading the model throws.
   */
  open(options: OpenOptions = {}): Promise<SegmentationSession> {
    return this.#opening.open(options);
  }

  /**
   * Segmentations that the application has of the series: made by its own tools, or loaded from a file. Of the open series, or
   * else of the one that the viewports show; none while they show none.
   */
  hostSegmentations(choice: HostSeriesChoice = {}): HostSegmentationEntry[] {
    return this.#opening.hostSegmentations(choice);
  }

  /**
   * Works on a segmentation of the application's, where it is: draws, runs models and measures in it. What was in it counts as
   * drawn by hand. `close` gives it back as it is then.
   * @throws AutosegError (the promise rejects) as `open`; `invalid-argument` where there is no such labelmap; `unsaved-work`
   * when the one that is open was not exported; `foreign-segmentation` where it does not label every image of the series;
   * `overlapping-segments`; `busy` where another extension works on it.
   */
  openHostSegmentation(segmentationId: string, options: OpenOptions = {}): Promise<SegmentationSession> {
    return this.#opening.openHostSegmentation(segmentationId, options);
  }

  /**
   * As {@link open}, for a panel: where work on another series is not exported, the user is asked what becomes of it.
   * @throws AutosegError (the promise rejects) as `open`; `cancelled` when the user keeps the other one open.
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

  /** Takes the segmentation out of the viewports, with all work on it; a run ends. The models stay. */
  close(): void {
    this.#opening.cancel();
    this.controller.close();
    this.controller.selectTool(undefined);
  }

  /** Ends the extension: the host is as it was before, workers and memory are given back. */
  async dispose(): Promise<void> {
    this.#opening.cancel();
    await this.controller.dispose();
    this.controller.selectTool(undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Chooses a model by its manifest's name, and starts it. @throws AutosegError (the promise rejects) `model-not-found`, `busy` while a model runs. */
  async selectModel(name: string): Promise<void> {
    await this.controller.models.select(name);
  }

  /**
   * Runs the chosen model on the volume, from the slice in view outwards, as one step that can be undone.
   * @throws AutosegError (the promise rejects) as `open`; `cancelled`, and the slices that are done stay; `model-mismatch`
   * for another modality; `busy` while an edit or a run is in progress; and what starting and running throw.
   */
  async segment(options: SegmentOptions = {}): Promise<RunReport> {
    await this.open();
    this.#opening.view?.settle();
    return this.controller.runs.segment(options);
  }

  /** What a person drew that a run with `keep: "locks"` could replace; undefined where there is nothing of the kind. */
  editsAtRisk(): EditsAtRisk | undefined {
    return this.controller.runs.editsAtRisk();
  }

  /** Ends the run; the slices that are done stay, and can be undone. */
  cancel(): void {
    this.controller.runs.cancel();
  }

  /** Pauses the run, or lets it go on. */
  togglePause(): void {
    this.controller.runs.togglePause();
  }

  /**
   * Gives the left button to a tool that draws, or back to the host (undefined). The host takes it itself by activating a
   * tool for it.
   * @throws AutosegError (the promise rejects) as `open`.
   */
  async selectTool(tool: DrawingTool | undefined): Promise<void> {
    if (tool !== undefined) await this.open();
    if (this.controller.study) this.controller.selectTool(tool);
  }

  /** How the tools draw: size and shape of the brush, thresholds. */
  configureTools(settings: Partial<ToolSettings>): void {
    this.controller.context.require();
    this.controller.toolBox.configure(settings);
  }

  /** What tools draw into. */
  selectSegment(segmentNumber: number): void {
    this.controller.segments.select(segmentNumber);
  }

  /**
   * Adds an empty segment, to draw into at once. @returns it, with its number.
   * @throws AutosegError (the promise rejects) as `open`, `busy` while an edit is in progress, `invalid-argument` for a label
   * that is empty or longer than 64 characters, and for a 256th segment.
   */
  async addSegment(draft: SegmentDraft): Promise<Segment> {
    await this.open();
    return this.controller.segments.add(draft);
  }

  /** Gives a segment another label, term or colour. @throws AutosegError as {@link addSegment}. */
  changeSegment(segmentNumber: number, draft: SegmentDraft): void {
    this.controller.segments.change(segmentNumber, draft);
  }

  /**
   * Deletes a segment with all that was drawn into it. @returns the step.
   * @throws AutosegError (the promise rejects) `invalid-argument` for a number that no segment has, or one that is locked or hidden;
   * `busy`, `not-open`.
   */
  async deleteSegment(segmentNumber: number): Promise<EditStep | undefined> {
    return this.controller.segments.delete(segmentNumber);
  }

  /** Shows, hides, locks a segment, or sets how strongly it is filled. */
  setSegmentDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void {
    this.controller.segments.setDisplay(segmentNumber, display);
  }

  /**
   * Does an operation on the segmentation (docs/editing.md) as one step that can be undone.
   * @returns the step, or undefined when there was nothing to change.
   * @throws AutosegError (the promise rejects) `busy` while an edit is in progress, `not-open`, and what the operation throws.
   */
  async perform(operation: EditOperation): Promise<EditStep | undefined> {
    return this.controller.operations.perform(operation);
  }

  /** Takes the last step back; returns it, or undefined where there is none or something is being drawn. */
  undo(): EditStep | undefined {
    this.#opening.view?.settle();
    return this.controller.undo();
  }

  redo(): EditStep | undefined {
    this.#opening.view?.settle();
    return this.controller.redo();
  }

  /**
   * A copy of the segmentation as it is now, without empty segments; what was rejected is the organ's that it lies in, or
   * left out. On the grid of `series`.
   */
  toLabelMap(): LabelMap {
    this.#opening.view?.settle();
    return this.controller.exports.toLabelMap();
  }

  /**
   * A checked DICOM Segmentation file, written in a worker.
   * @throws AutosegError (the promise rejects) `incomplete-metadata` when Cornerstone does not know what the file must say
   * of its images and patient, `segmentation-not-writable`, also when there is nothing to export, and what `deliver` throws.
   * @param deliver what becomes of the file: the segmentation counts as saved once that is done; without it, at once.
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
 * Adds segmentation to a Cornerstone3D application. Its models are fetched, and the first is started, at once; the engine,
 * its viewports and the volume may come later. Errors of the models come from the first call that needs one.
 * @throws AutosegError `wrong-cornerstone` for a version of Cornerstone3D that it cannot work with.
 */
export function createAutosegExtension(options: ExtensionOptions): AutosegExtension {
  return new AutosegExtension(options);
}
