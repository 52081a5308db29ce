import { LitElement, type PropertyDeclarations } from "lit";
import type { PanelModel } from "./panel-model.ts";

/** What all parts of a panel share: what they show, and being drawn again when it changes. */
export abstract class PanelElement<
  Model extends Pick<PanelModel, "subscribe"> = PanelModel,
> extends LitElement {
  static override properties: PropertyDeclarations = { model: { attribute: false } };
  declare model: Model;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.model.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }
}
