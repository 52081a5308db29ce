import { LitElement, type PropertyDeclarations } from "lit";
import { onLanguageChange } from "../../texts/index.ts";
import type { Viewer } from "../viewer.ts";

/** What all components of the viewer share: the viewer itself, and being drawn again when its state or the language changes. */
export abstract class ViewerElement extends LitElement {
  static override properties: PropertyDeclarations = { viewer: { attribute: false } };
  declare viewer: Viewer;
  #stopDrawing: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const redraw = (): void => this.requestUpdate();
    this.#stopDrawing = [this.viewer.workspace.store.subscribe(redraw), onLanguageChange(redraw)];
  }

  override disconnectedCallback(): void {
    for (const stop of this.#stopDrawing) stop();
    super.disconnectedCallback();
  }
}
