import {
  Controller,
  type ControllerHost,
  createStore,
  formatsOf,
  type OtherSeriesSource,
  type Store,
  type StudyView,
} from "../controller/index.ts";
import {
  LabelmapLayer,
  MprView,
  PaneTools,
  type PointedVoxel,
  startCornerstone,
} from "../cornerstone/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import { createSignal, type SegmentationSession } from "../editing/index.ts";
import { acquisitionPlane, type Plane } from "../geometry/index.ts";
import type { SegmentShowing } from "../tools/index.ts";
import { browserMemory, downloadFile } from "../ui/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { summarize } from "./study-summary.ts";
import { UserKeys } from "./user-keys.ts";
import { initialState, type ViewerState } from "./viewer-state.ts";
import { isEmission, windowPresets } from "./window-presets.ts";

/** The viewer's screen for its controller: three panes with their tools, and the state of all parts. */
export class Workspace implements ControllerHost {
  readonly store: Store<ViewerState> = createStore(initialState);
  readonly controller: Controller;
  readonly keys = new UserKeys(() => this.state.preferences.keys);
  /** The voxel under the pointer; changes too often for the state. */
  readonly pointed = createSignal<PointedVoxel | undefined>();
  /** Another slice, zoom or pan in a pane. */
  readonly moved = createSignal<Plane>();
  /** The open study's other volumes, from the study list. */
  otherSeries: OtherSeriesSource | undefined;
  #view: MprView | undefined;
  #tools: PaneTools | undefined;
  #layer: LabelmapLayer | undefined;

  constructor({ models, device, acceptSoftwareAdapter, autosave, reader }: LaunchOptions) {
    this.controller = new Controller(this.store, {
      host: this,
      tool: "crosshairs",
      memory: browserMemory,
      autosave,
      reader,
      models: {
        device,
        acceptSoftwareAdapter,
        toLocation: ({ name, url }) => new URL(url ?? `${name}/`, models).href,
      },
    });
  }

  get state(): ViewerState {
    return this.store.state;
  }

  keyOf(action: string): string | undefined {
    return this.keys.keyOf(action);
  }

  get isBusy(): boolean {
    return this.state.loading !== undefined;
  }

  get notices() {
    return this.controller.notices;
  }

  /** Downloads the segmentation in its study's default format before closing it. @returns whether that has succeeded. */
  async exportBefore(): Promise<boolean> {
    const exported = await this.notices.attempt(() =>
      this.controller.exports.write(formatsOf(this.state.study)[0]!.id),
    );
    if (exported) downloadFile(exported.file, exported.fileName);
    return exported !== undefined;
  }

  get study() {
    return this.controller.study;
  }

  get opened() {
    return this.controller.context.opened;
  }

  get view(): MprView | undefined {
    return this.#view;
  }

  get tools(): PaneTools | undefined {
    return this.#tools;
  }

  /** Changes how all segments are shown, including overlapping ones. */
  showSegments(change: Partial<SegmentShowing>): void {
    const { toolBox } = this.controller.context;
    toolBox.show(change);
    this.#follow(toolBox.showing);
  }

  #follow({ isHidden, fills }: SegmentShowing): void {
    if (!this.#layer) return;
    this.#layer.hidden = isHidden;
    this.#layer.fill = fills;
  }

  /** Takes over the panes' elements, which must be in the page. */
  async start(elements: Readonly<Record<Plane, HTMLDivElement>>): Promise<void> {
    await startCornerstone();
    this.#view = new MprView(elements);
    this.#tools = new PaneTools(this.#view, this.controller.context.toolBox);
    this.#view.moved.subscribe((plane) => this.moved.emit(plane));
    this.#view.windowChanged.subscribe((window) => this.store.update({ window }));
    this.#tools.pointed.subscribe((voxel) => this.pointed.emit(voxel));
  }

  async show({
    series,
    session,
  }: {
    readonly series: SourceSeries;
    readonly session: SegmentationSession;
  }): Promise<StudyView> {
    const view = this.#view;
    if (!view) throw new Error("The viewer could not start, so the study cannot be shown.");
    const presets = windowPresets(series);
    const isInverse = isEmission(series.modality);
    await view.open(series, presets[0]!, isInverse);
    const layer = new LabelmapLayer(session, series, view.imageVolumeId!, view.viewportIds);
    this.#layer = layer;
    this.#follow(this.controller.context.toolBox.showing);
    // The main plane is the one acquired.
    const mainPlane = acquisitionPlane(series.volume.grid);
    this.store.update({ presets, isInverse, mainPlane, summary: summarize(series) });
    const mainPane = () => view.panes[this.state.mainPlane];
    return {
      get cursor() {
        return view.cursor;
      },
      get slice() {
        return mainPane().slice;
      },
      moved: this.moved,
      goTo: (ijk) => view.goTo(ijk),
      axialNumber: (sliceIndex) => view.panes.axial.toPosition(sliceIndex) + 1,
      showOverlay: (overlay) => view.overlay.show(overlay),
      dispose: () => {
        view.overlay.dispose();
        layer.dispose();
        this.#layer = undefined;
        this.store.update({ summary: undefined, presets: [] });
      },
    };
  }
}
