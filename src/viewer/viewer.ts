import {
  createSignal,
  LabelmapLayer,
  MprView,
  PaneTools,
  type PointedVoxel,
  planes,
  SegmentationSession,
  type SegmentDisplay,
  startCornerstone,
  stepBrushDiameter,
  type ToolName,
} from "../cornerstone/index.ts";
import { notesOn, type SourceSeries } from "../dicom/index.ts";
import { openDicomSeg, writeDicomSeg } from "../dicom-seg/index.ts";
import { AutosegError } from "../errors.ts";
import { type Plane, type Point, toPlaneAxes } from "../geometry/index.ts";
import { toSegments } from "../model/index.ts";
import { outputOrientation, toViewAxes } from "../segmentation/index.ts";
import type { LabelMap } from "../volume/index.ts";
import { downloadBytes } from "./download.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { Messages } from "./messages.ts";
import { ModelRunner } from "./model-runner.ts";
import type { ModelIndexEntry } from "./server/serve-models.ts";
import { createStore, type Store } from "./store.ts";
import { fetchStudy, isSegmentationFile, withPath } from "./study-files.ts";
import { StudyReader } from "./study-reader.ts";
import { summarize } from "./study-summary.ts";
import { initialState, type SegmentRow, type ViewerState } from "./viewer-state.ts";
import { windowPresets } from "./window-presets.ts";

/** The application without its page: what can be done, and the state that the components show. */
export class Viewer {
  readonly store: Store<ViewerState> = createStore(initialState);
  readonly messages = new Messages(this.store);
  /** The voxel under the pointer; too frequent for the state. */
  readonly pointed = createSignal<PointedVoxel | undefined>();
  /** Another slice, zoom or pan in a pane. */
  readonly moved = createSignal<Plane>();
  readonly #options: LaunchOptions;
  readonly #runner: ModelRunner;
  readonly #reader: StudyReader;
  #view: MprView | undefined;
  #tools: PaneTools | undefined;
  #layer: LabelmapLayer | undefined;
  #session: SegmentationSession | undefined;
  #series: SourceSeries | undefined;

  constructor(options: LaunchOptions) {
    this.#options = options;
    this.#runner = new ModelRunner(this.store, options);
    this.#reader = new StudyReader(this.store, this.messages);
  }

  get state(): ViewerState {
    return this.store.state;
  }

  get view(): MprView | undefined {
    return this.#view;
  }

  get tools(): PaneTools | undefined {
    return this.#tools;
  }

  get session(): SegmentationSession | undefined {
    return this.#session;
  }

  get series(): SourceSeries | undefined {
    return this.#series;
  }

  /** Takes over the panes' elements, then opens the study that is served beside the page, if there is one. */
  async start(elements: Readonly<Record<Plane, HTMLDivElement>>): Promise<void> {
    await this.messages.attempt(async () => {
      await startCornerstone();
      this.#view = new MprView(elements);
      this.#tools = new PaneTools(this.#view);
      this.#view.moved.subscribe((plane) => this.moved.emit(plane));
      this.#view.windowChanged.subscribe((window) => this.store.update({ window }));
      this.#tools.pointed.subscribe((voxel) => this.pointed.emit(voxel));
      this.#tools.refused.subscribe((text) => this.messages.notify("info", text));
      this.#tools.settingsChanged.subscribe(({ brushDiameterMm }) => this.store.update({ brushDiameterMm }));
      this.#tools.editor.failed.subscribe((error) => this.messages.report(error));
      this.selectTool(this.state.tool);
    });
    await this.messages.attempt(() => this.#loadModelIndex());
    if (this.#options.dicomWeb !== undefined) return this.openDicomWeb(this.#options.dicomWeb);
    this.store.update({ loading: { text: "Fetching the study", fraction: undefined } });
    const files = await this.messages.attempt(() => fetchStudy(this.#options.study));
    this.store.update({ loading: undefined });
    if (files) await this.openFiles(files);
  }

  async #loadModelIndex(): Promise<void> {
    const response = await fetch(this.#options.models);
    if (!response.ok) throw new Error(`No models at ${this.#options.models} (HTTP ${response.status}).`);
    const models = (await response.json()) as ModelIndexEntry[];
    const wanted = models.find(({ name }) => name === this.#options.model);
    this.store.update({ models, modelName: (wanted ?? models[0])?.name });
    if (this.#options.model !== undefined && !wanted)
      throw new Error(`There is no model "${this.#options.model}". Choose one of the list.`);
  }

  /** Opens images as a study, and shows a segmentation that is among the files on it. */
  async openFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) {
      this.messages.notify(
        "error",
        "There are no files in that folder. Choose the folder with the DICOM files.",
      );
      return;
    }
    const isSegmentation = await Promise.all(
      files.map((file) => isSegmentationFile(file).catch(() => false)),
    );
    const images = files.filter((_, index) => !isSegmentation[index]);
    const segmentations = files.filter((_, index) => isSegmentation[index]);
    if (images.length > 0 && !(await this.#openImages(images))) return;
    for (const file of segmentations) await this.#openSegmentation(file);
  }

  /** Opens a study or series on a DICOMweb server, by its address. */
  async openDicomWeb(address: string): Promise<void> {
    await this.#openImages(address);
  }

  async #openImages(source: readonly File[] | string): Promise<boolean> {
    if (this.state.run) {
      this.messages.notify("info", "A model is running. Cancel it or wait before opening another study.");
      return false;
    }
    if (this.state.isUnsaved) {
      const goOn = await this.messages.ask({
        title: "Open another study?",
        text: "The segmentation of this study has not been exported. Opening another study discards it.",
        accept: "Discard and open",
        decline: "Keep this study",
      });
      if (!goOn) return false;
    }
    this.messages.dismissAll();
    return this.#reader.read(typeof source === "string" ? source : source.map(withPath), (series) =>
      this.#show(series),
    );
  }

  cancelReading(): void {
    this.#reader.cancel();
  }

  async #show(series: SourceSeries): Promise<void> {
    const view = this.#view;
    if (!view) throw new Error("The viewer could not start, so there is nothing to show the study in.");
    this.#layer?.dispose();
    this.#layer = undefined;
    const presets = windowPresets(series);
    await view.open(series, presets[0]!);
    const model = await this.#currentModel();
    const session = new SegmentationSession(
      series.volume.grid,
      model ? toSegments(model.manifest) : [],
      toPlaneAxes(series.volume.grid, "axial").slices.axis,
      { image: series.volume.voxels },
    );
    this.#series = series;
    this.#session = session;
    this.#layer = new LabelmapLayer(session, series, view.imageVolumeId!, view.viewportIds);
    session.voxelsChanged.subscribe(() => this.#syncSegments());
    session.segmentsChanged.subscribe(() => this.#syncSegments());
    session.history.changed.subscribe(() => this.#syncHistory());
    this.#tools!.session = session;
    this.store.update({ study: summarize(series), presets, report: undefined });
    for (const note of notesOn(series)) this.messages.notify("info", note);
    this.#syncSegments();
    this.#syncHistory();
  }

  async #openSegmentation(file: File): Promise<void> {
    const [session, series] = [this.#session, this.#series];
    if (!session || !series) {
      this.messages.notify(
        "error",
        `${file.name} is a segmentation. Open the images it was made for first, then drop it again.`,
      );
      return;
    }
    if (this.state.run) {
      this.messages.notify("info", "A model is running. Cancel it or wait before opening a segmentation.");
      return;
    }
    await this.messages.attempt(async () => {
      const { labelMaps, notes } = await openDicomSeg(new Uint8Array(await file.arrayBuffer()), {
        source: series,
        fileName: file.name,
      });
      const [labelMap, second] = labelMaps;
      if (!labelMap || second)
        throw new AutosegError(
          "overlapping-segments",
          `The segments of ${file.name} overlap, and here a voxel belongs to one segment. It was not opened; what is drawn stays.`,
          { fileName: file.name },
        );
      this.#takeOver(session, labelMap, file.name);
      for (const note of notes) this.messages.notify("info", `${file.name}: ${note}`);
      this.messages.notify(
        "info",
        `Opened ${file.name}: ${labelMap.segments.map(({ label }) => label).join(", ")}.`,
      );
    });
  }

  #takeOver(session: SegmentationSession, labelMap: LabelMap, name: string): void {
    const edit = session.beginEdit("file", `opening ${name}`);
    edit.segments = labelMap.segments;
    edit.types = new Map(labelMap.segments.map((segment) => [segment.segmentNumber, segment.algorithmType]));
    edit.writeAll(labelMap.voxels);
    edit.commit();
  }

  async selectModel(name: string): Promise<void> {
    this.store.update({ modelName: name });
    const model = await this.#currentModel();
    if (model && this.state.modelName === name)
      this.#session?.replaceEmptySegments(toSegments(model.manifest));
  }

  async #currentModel() {
    const { modelName } = this.state;
    return modelName === undefined ? undefined : this.messages.attempt(() => this.#runner.load(modelName));
  }

  /** Runs the chosen model on the series, beginning at the slice on screen. */
  async segment(): Promise<void> {
    const [session, series, { modelName }] = [this.#session, this.#series, this.state];
    if (!session || !series || modelName === undefined || this.state.run || session.isEditing) return;
    if (session.history.hasHandEdits && session.history.isUnsaved) {
      const goOn = await this.messages.ask({
        title: "Replace what you have drawn?",
        text: "The model draws its segments anew and your edits to them are replaced, except in locked segments. Undo brings them back.",
        accept: "Segment again",
        decline: "Keep my edits",
      });
      if (!goOn) return;
    }
    this.messages.dismissAll();
    await this.messages.attempt(async () => {
      const outcome = await this.#runner.run(session, series.volume, modelName, ({ manifest }) => {
        const { axis } = toViewAxes(series.volume.grid, outputOrientation(manifest)).slices;
        return this.#view?.cursor[axis] ?? 0;
      });
      if (outcome === "cancelled")
        this.messages.notify("info", "Cancelled. The slices that were done stay; Undo removes them.");
    });
  }

  cancelRun(): void {
    this.#runner.cancel();
  }

  /** Downloads the segmentation as a DICOM-SEG file. */
  exportSegmentation(): void {
    const [session, series] = [this.#session, this.#series];
    if (!session || !series || session.isEditing) return;
    void this.messages.attempt(() => {
      const bytes = writeDicomSeg(session.toLabelMap(), { source: series });
      const name = `segmentation-${new Date().toISOString().slice(0, 16).replace(/[-:]/g, "")}.dcm`;
      downloadBytes(bytes, name, "application/dicom");
      session.history.markSaved();
      this.messages.notify("info", `${name} was exported.`);
    });
  }

  undo(): void {
    this.#session?.undo();
  }

  redo(): void {
    this.#session?.redo();
  }

  /** Lets the image decide what lies around the hints that were drawn, as one step that can be undone. */
  async repairFromHints(): Promise<void> {
    const [tools, session] = [this.#tools, this.#session];
    if (!tools || !session || tools.hints.drawn.length === 0) return;
    const strokes = tools.hints.toStrokes(session.grid);
    const step = await tools.editor.perform({ kind: "repair", strokes, reachMm: 20 });
    if (step) tools.hints.clear();
  }

  selectTool(tool: ToolName): void {
    if (this.#tools) this.#tools.tool = tool;
    this.store.update({ tool });
  }

  /** The next brush size up or down. */
  stepBrush(direction: 1 | -1): void {
    this.#tools?.configure({ brushDiameterMm: stepBrushDiameter(this.state.brushDiameterMm, direction) });
  }

  /** Shift went down or up: the brush shows whether it would erase. */
  showErasing(erases: boolean): void {
    this.#tools?.refresh(erases);
  }

  toggleTraces(): void {
    const showsTraces = !this.state.showsTraces;
    if (this.#tools) this.#tools.showsTraces = showsTraces;
    this.store.update({ showsTraces });
  }

  toggleFill(): void {
    const showsFill = !this.state.showsFill;
    if (this.#layer) this.#layer.fill = showsFill;
    this.store.update({ showsFill });
  }

  /** While held: the image without the segmentation. */
  hideSegmentation(hidden: boolean): void {
    if (this.#layer) this.#layer.hidden = hidden;
  }

  selectSegment(segmentNumber: number): void {
    if (this.#session) this.#session.activeSegment = segmentNumber;
    this.#tools?.refresh();
  }

  setSegmentDisplay(segmentNumber: number, change: Partial<SegmentDisplay>): void {
    this.#session?.setDisplay(segmentNumber, change);
  }

  selectPreset(name: string): void {
    const preset = this.state.presets.find((candidate) => candidate.name === name);
    if (preset) this.#view?.setWindow({ center: preset.center, width: preset.width });
  }

  nextPreset(): void {
    const { presets, window } = this.state;
    const at = presets.findIndex(({ center, width }) => center === window.center && width === window.width);
    const next = presets[(at + 1) % presets.length];
    if (next) this.selectPreset(next.name);
  }

  showPlane(mainPlane: Plane): void {
    this.store.update({ mainPlane });
  }

  toggleLayout(): void {
    this.store.update({ layout: this.state.layout === "mpr" ? "single" : "mpr" });
  }

  fit(): void {
    if (this.#series) this.#view?.fit();
  }

  goTo(ijk: Point<"ijk">): void {
    this.#view?.goTo(ijk);
  }

  /** Steps in the main pane. */
  stepSlice(steps: number): void {
    if (this.#series) this.#view?.panes[this.state.mainPlane].stepSlice(steps);
  }

  setKeysShown(showsKeys: boolean): void {
    this.store.update({ showsKeys });
  }

  #syncSegments(): void {
    const session = this.#session;
    if (!session) return;
    const segments = session.segments.map(
      ({ segmentNumber, label, color }): SegmentRow => ({
        segmentNumber,
        label,
        color,
        ...session.display(segmentNumber),
        volumeMl: session.counts.volumeMl(segmentNumber),
        algorithmType: session.algorithmTypes.get(segmentNumber),
      }),
    );
    this.store.update({ segments, activeSegment: session.activeSegment });
  }

  #syncHistory(): void {
    const history = this.#session?.history;
    this.store.update({
      undoName: history?.nextUndo?.name,
      redoName: history?.nextRedo?.name,
      isUnsaved: history?.isUnsaved ?? false,
    });
  }
}

export { planes };
