import { LitElement, type PropertyDeclarations } from "lit";
import { onLanguageChange } from "../texts/index.ts";
import type { PanelModel } from "./panel-model.ts";

/** Base of all panel components: renders again when the model or the language changes. */
export abstract class PanelElement<
  Model extends Pick<PanelModel, "subscribe"> = PanelModel,
> extends LitElement {
  static override properties: PropertyDeclarations = { model: { attribute: false } };
  declare model: Model;
  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const redraw = (): void => this.requestUpdate();
    this.#stops = [this.model.subscribe(redraw), onLanguageChange(redraw)];
  }

  override disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    super.disconnectedCallback();
  }
}
