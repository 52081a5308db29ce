import type { SegmentDisplay } from "../cornerstone/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import type { ViewerState } from "./viewer-state.ts";
import type { Workspace } from "./workspace.ts";

/** How image and segments are shown: windows, panes, slices, fill, and which dialog is open. */
export class Display {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  toggleTraces(): void {
    const { tools, state, store } = this.#workspace;
    const showsTraces = !state.showsTraces;
    if (tools) tools.showsTraces = showsTraces;
    store.update({ showsTraces });
  }

  toggleFill(): void {
    const { study, state, store } = this.#workspace;
    const showsFill = !state.showsFill;
    if (study) study.layer.fill = showsFill;
    store.update({ showsFill });
  }

  /** While held: the image without the segmentation. */
  hideSegmentation(hidden: boolean): void {
    const { study } = this.#workspace;
    if (study) study.layer.hidden = hidden;
  }

  setSegment(segmentNumber: number, change: Partial<SegmentDisplay>): void {
    this.#workspace.study?.session.setDisplay(segmentNumber, change);
  }

  selectPreset(name: string): void {
    const preset = this.#workspace.state.presets.find((candidate) => candidate.name === name);
    if (preset) this.#workspace.view?.setWindow({ center: preset.center, width: preset.width });
  }

  nextPreset(): void {
    const { presets, window } = this.#workspace.state;
    const at = presets.findIndex(({ center, width }) => center === window.center && width === window.width);
    const next = presets[(at + 1) % presets.length];
    if (next) this.selectPreset(next.name);
  }

  showPlane(mainPlane: Plane): void {
    this.#workspace.store.update({ mainPlane });
  }

  toggleLayout(): void {
    const { state, store } = this.#workspace;
    store.update({ layout: state.layout === "mpr" ? "single" : "mpr" });
  }

  fit(): void {
    if (this.#workspace.study) this.#workspace.view?.fit();
  }

  goTo(ijk: Point<"ijk">): void {
    if (this.#workspace.study) this.#workspace.view?.goTo(ijk);
  }

  /** Steps in the main pane. */
  stepSlice(steps: number): void {
    const { study, view, state } = this.#workspace;
    if (study) view?.panes[state.mainPlane].stepSlice(steps);
  }

  open(dialog: NonNullable<ViewerState["dialog"]>): void {
    this.#workspace.store.update({ dialog });
  }

  closeDialog(): void {
    this.#workspace.store.update({ dialog: undefined });
  }
}
