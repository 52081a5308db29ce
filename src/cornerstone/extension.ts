import {
  addSegment,
  changeSegment,
  createStore,
  drawRun,
  type EditsAtRisk,
  editsAtRisk,
  ModelRuns,
  type SegmentDraft,
  toDeletion,
} from "../controller/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import type { EditStep, SegmentationSession, SegmentDisplay, Signal } from "../editing/index.ts";
import { createOperationRunner, type EditOperation } from "../editing/index.ts";
import { toSegments } from "../model/index.ts";
import type { RunReport } from "../segmentation/index.ts";
import { onLanguageChange, preferredLanguage, setLanguage, t } from "../texts/index.ts";
import type { ToolSettings } from "../tools/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import { exportOpenVolume } from "./export-open-volume.ts";
import { ExtensionModels } from "./extension-models.ts";
import type { ExportOptions, ExtensionOptions, SegmentOptions } from "./extension-options.ts";
import { ExtensionReview } from "./extension-review.ts";
import { type ExtensionState, initialExtensionState } from "./extension-state.ts";
import { ExtensionVolume } from "./extension-volume.ts";
import type { DrawingTool } from "./host-tools.ts";

/**
 * Segmentation of a volume in an application's own volume viewports. Nothing is added to the application before `open`,
 * and `dispose` takes all of it away. The camera moves when the review is asked to go somewhere; tool groups are
 * never changed.
 */
export class AutosegExtension {
  /** A stroke could not be drawn; the sentence says why. */
  readonly refused: Signal<string>;
  /** Going through what was found. */
  readonly review: ExtensionReview;
  readonly #store = createStore(initialExtensionState);
  readonly #stopListening: () => void;
  readonly #models: ExtensionModels;
  readonly #runs: ModelRuns;
  readonly #runner = createOperationRunner();
  readonly #volume: ExtensionVolume;

  constructor(options: ExtensionOptions) {
    setLanguage(options.language ?? preferredLanguage());
    const { update } = this.#store;
    this.#models = new ExtensionModels(options.models, options, update);
    this.#runs = new ModelRuns(this.#models.sessions);
    this.#volume = new ExtensionVolume(options, this.#store, this.#models, this.#runs);
    this.#stopListening = onLanguageChange(() => void this.#volume.compare());
    this.refused = this.#volume.refused;
    this.review = new ExtensionReview(this.#store, this.#volume);
    this.#runs.changed.subscribe((run) =>
      update({ run, ...(run?.progress && { provider: run.progress.provider }) }),
    );
  }

  get state(): ExtensionState {
    return this.#store.state;
  }

  /** Calls the listener whenever `state` is another; returns the way to stop it. */
  subscribe(listener: () => unknown): () => void {
    return this.#store.subscribe(listener);
  }

  /** The segmentation being made: voxels, segments, history; undefined before `open`. */
  get session(): SegmentationSession | undefined {
    return this.#volume.opened?.session;
  }

  /** The series of the volume, for whatever else is written of the segmentation; undefined before `open`. */
  get series(): SourceSeries | undefined {
    return this.#volume.opened?.series;
  }

  /**
   * Takes over the volume that the viewports show: reads its values and lays a segmentation over it, empty and with the
   * segments of the chosen model, if there is one. Does nothing where that volume is open already. Another volume that was open is closed.
   * @throws AutosegError (the promise rejects) `invalid-argument` when there is no such volume, `volume-not-loaded`,
   * `unsaved-work` when the last one was not exported (`close` discards it), `irregular-series`, `invalid-geometry`, and what
   * loading the model throws.
   */
  async open(): Promise<SegmentationSession> {
    return (await this.#volume.open()).session;
  }

  /** Takes the segmentation out of the viewports, with all work on it; a run ends. The models stay. */
  close(): void {
    this.#volume.close();
  }

  /** Ends the extension: the host is as it was before, workers and memory are given back. */
  async dispose(): Promise<void> {
    this.close();
    this.#stopListening();
    this.#runner[Symbol.dispose]();
    await this.#models.sessions.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Chooses a model by its manifest's name, and starts it. @throws AutosegError (rejects) `model-not-found`. */
  async selectModel(name: string): Promise<void> {
    const { model } = await this.#models.select(name);
    this.session?.replaceEmptySegments(toSegments(model.manifest));
    await this.#volume.compare();
  }

  /**
   * Runs the chosen model on the volume, from the slice in view outwards, as one step that can be undone.
   * @throws AutosegError (the promise rejects) as `open`; `cancelled`, and the slices that are done stay; `model-mismatch`
   * for another modality; `busy` while an edit or a run is in progress; and what starting and running throw.
   */
  async segment({ keep = "edits" }: SegmentOptions = {}): Promise<RunReport> {
    await this.open();
    const chosen = await this.#models.get();
    const { session, series, view, edited } = this.#volume.requireIdle();
    const { manifest } = chosen.model;
    return drawRun(session, {
      name: t("steps.segmentation", { title: manifest.title }),
      manifest,
      edited: keep === "edits" ? edited.toMask() : undefined,
      run: (options) => this.#runs.run(series, chosen, { ...options, cursor: view.centre }),
    });
  }

  /** What a person drew that a run with `keep: "locks"` could replace; undefined where there is nothing of the kind. */
  editsAtRisk(): EditsAtRisk | undefined {
    const { opened } = this.#volume;
    return opened && editsAtRisk(opened.session, opened.edited.toMask());
  }

  /** Ends the run; the slices that are done stay, and can be undone. */
  cancel(): void {
    this.#runs.cancel();
  }

  /** Pauses the run, or lets it go on. */
  togglePause(): void {
    this.#runs.togglePause();
  }

  /**
   * Gives the left button to a tool that draws, or back to the host (undefined). The host takes it itself by activating a
   * tool for it.
   * @throws AutosegError (the promise rejects) as `open`.
   */
  async selectTool(tool: DrawingTool | undefined): Promise<void> {
    if (tool !== undefined) await this.open();
    const { opened } = this.#volume;
    if (opened) opened.toolBox.tool = tool;
  }

  /** How the tools draw: size and shape of the brush, thresholds. */
  configureTools(settings: Partial<ToolSettings>): void {
    this.#volume.require().toolBox.configure(settings);
  }

  /** What tools draw into. */
  selectSegment(segmentNumber: number): void {
    this.#volume.require().session.activeSegment = segmentNumber;
  }

  /**
   * Adds an empty segment, to draw into at once. @returns it, with its number.
   * @throws AutosegError (the promise rejects) as `open`, `busy` while an edit is in progress, `invalid-argument` for a label
   * that is empty or longer than 64 characters, and for a 256th segment.
   */
  async addSegment(draft: SegmentDraft): Promise<Segment> {
    await this.open();
    const reserved = await this.#models.largestNumber();
    const { session } = this.#volume.requireIdle();
    return addSegment(session, draft, reserved);
  }

  /** Gives a segment another label, term or colour. @throws AutosegError as {@link addSegment}. */
  changeSegment(segmentNumber: number, draft: SegmentDraft): void {
    const { session } = this.#volume.requireIdle();
    changeSegment(session, segmentNumber, draft);
  }

  /**
   * Deletes a segment with all that was drawn into it. @returns the step.
   * @throws AutosegError (the promise rejects) `invalid-argument` for a number that no segment has, or one that is locked or hidden;
   * `busy`, `not-open`.
   */
  async deleteSegment(segmentNumber: number): Promise<EditStep | undefined> {
    const { session } = this.#volume.requireIdle();
    const { operation, options } = toDeletion(session, segmentNumber);
    return session.perform(operation, this.#runner, options);
  }

  /** Shows, hides, locks a segment, or sets how strongly it is filled. */
  setSegmentDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void {
    this.#volume.require().session.setDisplay(segmentNumber, display);
  }

  /**
   * Does an operation on the segmentation (docs/editing.md) as one step that can be undone.
   * @returns the step, or undefined when there was nothing to change.
   * @throws AutosegError (the promise rejects) `busy` while an edit is in progress, `not-open`, and what the operation throws.
   */
  async perform(operation: EditOperation): Promise<EditStep | undefined> {
    const { session } = this.#volume.requireIdle();
    return session.perform(operation, this.#runner);
  }

  /** Takes the last step back; returns it, or undefined where there is none or something is being drawn. */
  undo(): EditStep | undefined {
    return this.session?.undo();
  }

  redo(): EditStep | undefined {
    return this.session?.redo();
  }

  /**
   * A copy of the segmentation as it is now, without empty segments; what was rejected is the organ's that it lies in, or
   * left out. On the grid of `series`.
   */
  toLabelMap(): LabelMap {
    return this.#volume.require().toLabelMap();
  }

  /**
   * A checked DICOM Segmentation file, written in a worker.
   * @throws AutosegError (the promise rejects) `incomplete-metadata` when Cornerstone does not know what the file must say
   * of its images and patient, `segmentation-not-writable`, also when there is nothing to export.
   */
  async exportDicomSeg(options: ExportOptions = {}): Promise<Blob> {
    const opened = this.#volume.requireIdle();
    this.#store.update({ isExporting: true });
    try {
      return await exportOpenVolume(opened, options);
    } finally {
      this.#store.update({ isExporting: false });
    }
  }
}

/**
 * Adds segmentation to a Cornerstone3D application. Its models are fetched, and the first is started, at once; the engine,
 * its viewports and the volume may come later. Errors of the models come from the first call that needs one.
 */
export function createAutosegExtension(options: ExtensionOptions): AutosegExtension {
  return new AutosegExtension(options);
}
