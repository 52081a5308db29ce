import { css, html } from "lit";
import { t } from "../texts/index.ts";
import { PanelElement } from "./panel-element.ts";
import { titleWithKey } from "./panel-model.ts";
import { panelStyles, shared } from "./styles.ts";

/** Offers to erase what was erased on two slices on the slices between them too. Empty without an offer. */
export class BetweenOffer extends PanelElement {
  override render() {
    const { slicesBetween } = this.model.state;
    if (!slicesBetween) return "";
    const { count } = slicesBetween;
    return html`
      <p role="status">${t("between.offer", { count })}</p>
      <div class="buttons">
        <button title=${titleWithKey(this.model, t("between.dismissTitle"), "cancel")} @click=${() => this.model.dismissBetween()}>
          ${t("between.dismiss")}
        </button>
        <button class="primary" title=${titleWithKey(this.model, t("between.applyTitle"), "enter")} @click=${() => this.model.applyBetween()}>
          ${t("between.apply", { count })}
        </button>
      </div>
    `;
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      p {
        font-size: calc(12 * var(--unit));
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: calc(6 * var(--unit));
        padding: calc(6 * var(--unit)) 0;
      }
      button:not(.primary) {
        background: var(--raised);
      }
    `,
  ];
}

customElements.define("autoseg-between", BetweenOffer);
