import { LitElement, type PropertyDeclarations } from "lit";
import type { Viewer } from "../viewer.ts";

export { panelStyles, shared } from "../../ui/index.ts";

/** What all components of the viewer share: the viewer itself, and being drawn again when its state changes. */
export abstract class ViewerElement extends LitElement {
  static override properties: PropertyDeclarations = { viewer: { attribute: false } };
  declare viewer: Viewer;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.viewer.workspace.store.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }
}
