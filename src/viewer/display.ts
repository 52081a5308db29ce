import type { Pane, Rendering, SurfaceView } from "../cornerstone/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import { hasPlace, type LayoutName, nextLayout } from "./layouts.ts";
import { offeredWindows } from "./offered-windows.ts";
import type { ScreenPreferences } from "./screen-preferences.ts";
import { showsPanel, type ViewerState } from "./viewer-state.ts";
import { windowUpTo } from "./window-presets.ts";
import type { Workspace } from "./workspace.ts";

/** How image and segments are displayed: windows, panes, slices, fill, and which dialog is open. */
export class Display {
  readonly #workspace: Workspace;

  readonly #surfaces: Surfaces;

  readonly #screen: ScreenPreferences;

  constructor(
    workspace: Workspace,
    { surfaces, screen }: { readonly surfaces: Surfaces; readonly screen: ScreenPreferences },
  ) {
    this.#workspace = workspace;
    this.#surfaces = surfaces;
    this.#screen = screen;
  }

  toggleTraces(): void {
    const { tools, state, store } = this.#workspace;
    const showsTraces = !state.showsTraces;
    if (tools) tools.showsTraces = showsTraces;
    store.update({ showsTraces });
  }

  toggleFill(): void {
    const { state, store } = this.#workspace;
    const showsFill = !state.showsFill;
    this.#workspace.showSegments({ fills: showsFill });
    store.update({ showsFill });
  }

  /** Toggles the patient, series, position and scale bar on the image. */
  toggleImageText(): void {
    this.#screen.change("showsImageText", this.#workspace.state.showsImageText ? false : undefined);
  }

  /** Toggles between a colour for each instance and one for each class. */
  togglePanoptic(): void {
    const { state, store } = this.#workspace;
    store.update({ showsPanoptic: !state.showsPanoptic });
  }

  /** Shows the image without its segmentation while a key is held. */
  hideSegmentation(hidden: boolean): void {
    this.#workspace.showSegments({ isHidden: hidden });
  }

  selectPreset(name: string): void {
    const preset = offeredWindows(this.#workspace.state).find(({ id }) => id === name);
    if (preset) this.#workspace.view?.setWindow({ center: preset.center, width: preset.width });
  }

  nextPreset(): void {
    const { window } = this.#workspace.state;
    const presets = offeredWindows(this.#workspace.state);
    const at = presets.findIndex(({ center, width }) => center === window.center && width === window.width);
    const next = presets[(at + 1) % presets.length];
    if (next) this.selectPreset(next.id);
  }

  /** Toggles between inverse (high values dark) and normal display. */
  toggleInverse(): void {
    const { view, state, store, study } = this.#workspace;
    if (!study) return;
    view?.setInverse(!state.isInverse);
    store.update({ isInverse: !state.isInverse });
  }

  /** Sets a window from 0 to an SUV. */
  setSuvWindow(upperSuv: number): void {
    const { suvFactor } = this.#workspace.state.study ?? {};
    if (suvFactor !== undefined) this.#workspace.view?.setWindow(windowUpTo(upperSuv / suvFactor));
  }

  showPlane(mainPlane: Plane): void {
    this.#workspace.store.update({ mainPlane });
  }

  /** Opens or closes the list of studies, if there is one. */
  toggleLibrary(): void {
    const { state, store } = this.#workspace;
    if (state.library.length > 0) store.update({ showsLibrary: !state.showsLibrary });
  }

  setLayout(layout: LayoutName): void {
    this.#workspace.store.update({ layout });
    // The layout with a prior study depends on whether one is open, so it is not a preference.
    if (layout !== "prior") this.#screen.change("layout", layout);
  }

  nextLayout(): void {
    if (this.#workspace.study) this.setLayout(nextLayout(this.#workspace.state.layout));
  }

  /** Renders the volume with the surfaces, in layouts that show them; undefined turns it off. */
  setRendering(rendering: Rendering | undefined): void {
    this.#screen.change("rendering", rendering);
  }

  /** Opens or closes the panel on the right. */
  togglePanel(): void {
    const { state, store } = this.#workspace;
    store.update({ showsPanel: !showsPanel(state) });
  }

  /** Closes the panel if it covers the images, as on a narrow page. @returns whether it was open. */
  closeDrawer(): boolean {
    const { state, store } = this.#workspace;
    const isOpen = state.isNarrow && showsPanel(state);
    if (isOpen) store.update({ showsPanel: false });
    return isOpen;
  }

  /** Follows the page's width: the panel is closed on a narrow page and open on a wide one, until the user changes that. */
  setNarrow(isNarrow: boolean): void {
    if (isNarrow !== this.#workspace.state.isNarrow)
      this.#workspace.store.update({ isNarrow, showsPanel: undefined });
  }

  fit(): void {
    if (!this.#workspace.study) return;
    this.#workspace.view?.fit();
    this.#surfaces.fit();
  }

  goTo(ijk: Point<"ijk">): void {
    if (this.#workspace.study) this.#workspace.view?.goTo(ijk);
  }

  /** Moves the main pane by a number of slices. */
  stepSlice(steps: number): void {
    const { study, view, state } = this.#workspace;
    if (study) view?.panes[state.mainPlane].stepSlice(steps);
  }

  /** Moves the main pane to the next slice with the active segment, if there is one. */
  stepToSegment(direction: 1 | -1): void {
    const pane = this.#mainPane;
    const next = this.#slicesOfSegment().filter((position) =>
      pane ? (position - pane.slicePosition) * direction > 0 : false,
    );
    const position = direction > 0 ? next[0] : next.at(-1);
    if (pane && position !== undefined) pane.setSlice(pane.toPosition(position));
  }

  /** Moves the main pane to the first or last slice with the active segment, in reading order. */
  goToEndOfSegment(end: "first" | "last"): void {
    const pane = this.#mainPane;
    const position = this.#slicesOfSegment().at(end === "first" ? 0 : -1);
    if (pane && position !== undefined) pane.setSlice(pane.toPosition(position));
  }

  get #mainPane(): Pane | undefined {
    const { study, view, state } = this.#workspace;
    return study && view?.panes[state.mainPlane];
  }

  /** Positions of the main pane's slices with the active segment, ascending. */
  #slicesOfSegment(): number[] {
    const pane = this.#mainPane;
    const session = this.#workspace.study?.session;
    if (!pane || !session) return [];
    const { axis } = pane.axes.slices;
    return Array.from({ length: pane.sliceCount }, (_, position) => position).filter(
      (position) =>
        session.segmentVoxels.countInSlice(session.activeSegment, pane.toPosition(position), axis) > 0,
    );
  }

  open(dialog: NonNullable<ViewerState["dialog"]>): void {
    this.#workspace.store.update({ dialog });
  }

  closeDialog(): void {
    this.#workspace.store.update({ dialog: undefined });
  }
}

/** The surface pane: created when a layout first shows it, and updated only while visible. */
export class Surfaces {
  readonly #workspace: Workspace;
  #view: SurfaceView | undefined;
  #isShown = false;
  #rendered: readonly unknown[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.opened.subscribe(() => this.#follow());
    workspace.store.subscribe(() => {
      const isShown = hasPlace(workspace.state.layout, "surfaces");
      if (isShown === this.#isShown) return this.#render();
      this.#isShown = isShown;
      this.#follow();
    });
  }

  /** Renders into the pane's element, which must be in the document. @returns undefined if the viewer could not start. */
  begin(element: HTMLDivElement): SurfaceView | undefined {
    const { view, notices } = this.#workspace;
    if (!view) return undefined;
    this.#view = view.addSurfaceView(element);
    this.#view.picked.subscribe((ijk) => view.goTo(ijk));
    this.#view.failed.subscribe((error) => notices.report(error));
    this.#follow();
    return this.#view;
  }

  fit(): void {
    this.#view?.fit();
  }

  #follow(): void {
    if (this.#view) this.#view.session = this.#isShown ? this.#workspace.study?.session : undefined;
    this.#rendered = [];
    this.#render();
  }

  /** Renders the volume again if the volume or the way of rendering has changed. */
  #render(): void {
    const { study, state, view } = this.#workspace;
    const { rendering, window } = state;
    const volumeId = this.#isShown && study && rendering ? view?.imageVolumeId : undefined;
    const wanted = [volumeId, rendering, rendering === "window" && volumeId ? window : undefined];
    if (!this.#view || wanted.every((part, at) => part === this.#rendered[at])) return;
    this.#rendered = wanted;
    void this.#view.showVolume(volumeId, rendering, window);
  }
}
