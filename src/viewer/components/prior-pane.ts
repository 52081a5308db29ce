import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { hasPlace } from "../layouts.ts";
import { formatDate } from "../study-summary.ts";
import { paneStyles } from "./pane-styles.ts";
import { sliceSlider } from "./slice-slider.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The pane of a prior study next to the current one. */
export class PriorPane extends ViewerElement {
  #stop: (() => void) | undefined;
  #isMoved = false;

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }

  /** An element that is not on screen has no size to draw in. */
  override updated(): void {
    const { state, prior } = this.viewer;
    if (!state.followUp || !hasPlace(state.layout, "prior") || this.#isMoved) return;
    void prior.show(this.renderRoot.querySelector<HTMLDivElement>(".viewport")!).then(() => {
      this.#stop ??= prior.view?.moved.subscribe(() => this.#label());
      this.#label();
    });
  }

  /** Updates only the slice number, since the view reports every move. */
  #label(): void {
    this.#isMoved = true;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.#isMoved = false;
    });
  }

  override render() {
    const { followUp } = this.viewer.state;
    const pane = followUp && this.viewer.prior.view?.pane;
    const at = followUp && formatDate(followUp.dates.prior);
    return html`
      <div class="viewport"></div>
      ${
        pane
          ? html`
            <div class="corner top-left">
              <span>${at ? t("followUp.paneOf", { at }) : t("followUp.pane")}</span>
              <span class="slice">${pane.slicePosition + 1} / ${pane.sliceCount}</span>
            </div>
            <span class="letter left">${pane.letters.left}</span>
            <span class="letter right">${pane.letters.right}</span>
            ${sliceSlider(pane, t("followUp.paneSlice"))}`
          : ""
      }
    `;
  }

  static override styles = [
    shared,
    paneStyles,
    css`
      .slice {
        margin-left: 6px;
      }
    `,
  ];
}

customElements.define("prior-pane", PriorPane);
