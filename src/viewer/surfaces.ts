import type { SurfaceView } from "../cornerstone/index.ts";
import type { Workspace } from "./workspace.ts";

/** The pane of surfaces: there from the first time that the layout shows it, and at work only while it does. */
export class Surfaces {
  readonly #workspace: Workspace;
  #view: SurfaceView | undefined;
  #isShown = false;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.opened.subscribe(() => this.#follow());
    workspace.store.subscribe(() => {
      const isShown = workspace.state.layout === "mpr-3d";
      if (isShown === this.#isShown) return;
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
  }
}
