import type { Pane, Rendering, SurfaceView } from "../cornerstone/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import { hasPlace, type LayoutName, nextLayout } from "./layouts.ts";
import { offeredWindows } from "./offered-windows.ts";
import type { ScreenPreferences } from "./screen-preferences.ts";
import { showsPanel, type ViewerState } from "./viewer-state.ts";
import { windowUpTo } from "./window-presets.ts";
import type { Workspace } from "./workspace.ts";

/** How image and segments are shown: windows, panes, slices, fill, and which dialog is open. */
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

  /** Patient, series, place and scale on the image. */
  toggleImageText(): void {
    this.#screen.change("showsImageText", this.#workspace.state.showsImageText ? false : undefined);
  }

  /** Things in a colour of each instance, over their classes. */
  togglePanoptic(): void {
    const { state, store } = this.#workspace;
    store.update({ showsPanoptic: !state.showsPanoptic });
  }

  /** While held: the image without the segmentation. */
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

  /** High values dark on white, or bright on black. */
  toggleInverse(): void {
    const { view, state, store, study } = this.#workspace;
    if (!study) return;
    view?.setInverse(!state.isInverse);
    store.update({ isInverse: !state.isInverse });
  }

  /** A window of PET from zero. */
  setSuvWindow(upperSuv: number): void {
    const { suvFactor } = this.#workspace.state.study ?? {};
    if (suvFactor !== undefined) this.#workspace.view?.setWindow(windowUpTo(upperSuv / suvFactor));
  }

  showPlane(mainPlane: Plane): void {
    this.#workspace.store.update({ mainPlane });
  }

  /** The list of studies; nothing where there is none. */
  toggleLibrary(): void {
    const { state, store } = this.#workspace;
    if (state.library.length > 0) store.update({ showsLibrary: !state.showsLibrary });
  }

  setLayout(layout: LayoutName): void {
    this.#workspace.store.update({ layout });
    // Beside a prior study is no preference: there is one or not.
    if (layout !== "prior") this.#screen.change("layout", layout);
  }

  nextLayout(): void {
    if (this.#workspace.study) this.setLayout(nextLayout(this.#workspace.state.layout));
  }

  /** Draws the image in 3-D beside the surfaces, in the layouts that have them; undefined leaves it out. */
  setRendering(rendering: Rendering | undefined): void {
    this.#screen.change("rendering", rendering);
  }

  /** Opens or closes the panel at the right. */
  togglePanel(): void {
    const { state, store } = this.#workspace;
    store.update({ showsPanel: !showsPanel(state) });
  }

  /** On a narrow page the panel lies over the images: closes it there. @returns whether it was open. */
  closeDrawer(): boolean {
    const { state, store } = this.#workspace;
    const isOpen = state.isNarrow && showsPanel(state);
    if (isOpen) store.update({ showsPanel: false });
    return isOpen;
  }

  /** The page has become narrow or wide: the panel is closed on the one, open on the other, until the user says otherwise. */
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

  /** Steps in the main pane. */
  stepSlice(steps: number): void {
    const { study, view, state } = this.#workspace;
    if (study) view?.panes[state.mainPlane].stepSlice(steps);
  }

  /** Steps in the main pane to the next slice that has the active segment; stays where there is none. */
  stepToSegment(direction: 1 | -1): void {
    const pane = this.#mainPane;
    const next = this.#slicesOfSegment().filter((position) =>
      pane ? (position - pane.slicePosition) * direction > 0 : false,
    );
    const position = direction > 0 ? next[0] : next.at(-1);
    if (pane && position !== undefined) pane.setSlice(pane.toPosition(position));
  }

  /** Goes in the main pane to the first or last slice, as the reader counts, that has the active segment. */
  goToEndOfSegment(end: "first" | "last"): void {
    const pane = this.#mainPane;
    const position = this.#slicesOfSegment().at(end === "first" ? 0 : -1);
    if (pane && position !== undefined) pane.setSlice(pane.toPosition(position));
  }

  get #mainPane(): Pane | undefined {
    const { study, view, state } = this.#workspace;
    return study && view?.panes[state.mainPlane];
  }

  /** Positions, ascending, of the main pane's slices that have the active segment. */
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

/** The pane of surfaces: there from the first time that the layout shows it, and at work only while it does. */
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

  /** Takes over the pane's element, which is on screen; undefined where the viewer could not start. */
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

  /** The image in 3-D: again where it is another one, or drawn in another way. */
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
