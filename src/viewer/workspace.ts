import { createStore, EditedVoxels, type Store, toSegmentRows } from "../controller/index.ts";
import {
  LabelmapLayer,
  MprView,
  PaneTools,
  type PointedVoxel,
  startCornerstone,
} from "../cornerstone/index.ts";
import { type SourceSeries, sliceExtentsMm } from "../dicom/index.ts";
import { createSignal, SegmentationSession } from "../editing/index.ts";
import { type Plane, toPlaneAxes } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import { ToolBox } from "../tools/index.ts";
import type { Segment } from "../volume/index.ts";
import { Notices } from "./notices.ts";
import { summarize } from "./study-summary.ts";
import { initialState, type ViewerState } from "./viewer-state.ts";
import { windowPresets } from "./window-presets.ts";

/** A series on screen, and the segmentation that is made of it. */
export interface OpenStudy {
  readonly series: SourceSeries;
  readonly session: SegmentationSession;
  readonly layer: LabelmapLayer;
  readonly edited: EditedVoxels;
}

/** What the parts of the viewer share: the state, the panes with their tools, and the study that is open. */
export class Workspace {
  readonly store: Store<ViewerState> = createStore(initialState);
  readonly notices = new Notices(this.store);
  /** The voxel under the pointer; too frequent for the state. */
  readonly pointed = createSignal<PointedVoxel | undefined>();
  /** Another slice, zoom or pan in a pane. */
  readonly moved = createSignal<Plane>();
  /** Another study is on screen. */
  readonly opened = createSignal<OpenStudy>();
  readonly toolBox = new ToolBox(initialState.tool);
  #view: MprView | undefined;
  #tools: PaneTools | undefined;
  #study: OpenStudy | undefined;

  get state(): ViewerState {
    return this.store.state;
  }

  get view(): MprView | undefined {
    return this.#view;
  }

  get tools(): PaneTools | undefined {
    return this.#tools;
  }

  get study(): OpenStudy | undefined {
    return this.#study;
  }

  /** Takes over the panes' elements, which are in the page. */
  async start(elements: Readonly<Record<Plane, HTMLDivElement>>): Promise<void> {
    await startCornerstone();
    this.#view = new MprView(elements);
    this.#tools = new PaneTools(this.#view, this.toolBox);
    this.#view.moved.subscribe((plane) => this.moved.emit(plane));
    this.#view.windowChanged.subscribe((window) => this.store.update({ window }));
    this.#tools.pointed.subscribe((voxel) => this.pointed.emit(voxel));
    const { toolBox } = this;
    toolBox.refused.subscribe((text) =>
      this.notices.notify("info", this.state.threshold ? t("uncertainty.finishFirst") : text),
    );
    toolBox.changed.subscribe(() =>
      this.store.update({ tool: toolBox.tool ?? initialState.tool, toolSettings: toolBox.settings }),
    );
    const { editor, hints } = toolBox;
    editor.failed.subscribe((error) => this.notices.report(error));
    editor.unchanged.subscribe(() => this.notices.notify("info", t("operations.unchanged")));
    hints.changed.subscribe(() => this.store.update({ hasHints: hints.drawn.length > 0 }));
  }

  /** Shows a series with an empty segmentation of these segments. */
  async show(series: SourceSeries, segments: readonly Segment[]): Promise<OpenStudy> {
    const view = this.#view;
    if (!view) throw new Error("The viewer could not start, so there is nothing to show the study in.");
    this.#study?.layer.dispose();
    this.#study = undefined;
    const presets = windowPresets(series);
    await view.open(series, presets[0]!);
    const { grid, voxels } = series.volume;
    const session = new SegmentationSession(grid, segments, toPlaneAxes(grid, "axial").slices.axis, {
      image: voxels,
      sliceExtentsMm: series.slicePlaces && sliceExtentsMm(series),
    });
    const layer = new LabelmapLayer(session, series, view.imageVolumeId!, view.viewportIds);
    const study = { series, session, layer, edited: new EditedVoxels(session) };
    this.#study = study;
    session.voxelsChanged.subscribe(() => this.#syncSegments());
    session.segmentsChanged.subscribe(() => this.#syncSegments());
    session.history.changed.subscribe(() => this.#syncHistory());
    this.toolBox.session = session;
    this.store.update({ study: summarize(series), presets, report: undefined });
    this.#syncSegments();
    this.#syncHistory();
    this.opened.emit(study);
    return study;
  }

  #syncSegments(): void {
    const session = this.#study?.session;
    if (!session) return;
    this.store.update({ segments: toSegmentRows(session), activeSegment: session.activeSegment });
  }

  #syncHistory(): void {
    const history = this.#study?.session.history;
    this.store.update({
      undoName: history?.nextUndo?.name,
      redoName: history?.nextRedo?.name,
      isUnsaved: history?.isUnsaved ?? false,
    });
  }
}
