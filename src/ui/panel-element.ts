import { LitElement, type PropertyDeclarations } from "lit";
import { onLanguageChange } from "../texts/index.ts";
import type { PanelModel } from "./panel-model.ts";

/** An element that renders again when what it shows, or the language, changes. */
export abstract class WatchingElement extends LitElement {
  #stops: (() => void)[] = [];

  /** Subscribes to what the element shows; returns a function that unsubscribes. */
  protected abstract watch(redraw: () => void): () => void;

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    root.addEventListener("click", showUnfolded);
    return root;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const redraw = (): void => this.requestUpdate();
    this.#stops = [this.watch(redraw), onLanguageChange(redraw)];
    // Changes while it was out of the document, behind another tab for instance, were not reported.
    redraw();
  }

  override disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    super.disconnectedCallback();
  }
}

/** Scrolls into view what was expanded at the end of a list. */
function showUnfolded({ target }: Event): void {
  const details = (target as Element).closest("summary")?.parentElement;
  details?.addEventListener("toggle", () => details.scrollIntoView({ block: "nearest" }), { once: true });
}

/** Base of all panel components, which render a panel model. */
export abstract class PanelElement<
  Model extends Pick<PanelModel, "subscribe"> = PanelModel,
> extends WatchingElement {
  static override properties: PropertyDeclarations = { model: { attribute: false } };
  declare model: Model;

  protected override watch(redraw: () => void): () => void {
    return this.model.subscribe(redraw);
  }
}
