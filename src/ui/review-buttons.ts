import { css, html } from "lit";
import { toReviewItems } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { panelIcon } from "./icons.ts";
import { PanelElement } from "./panel-element.ts";
import { titleWithKey } from "./panel-model.ts";
import { panelStyles, shared } from "./styles.ts";

/** Buttons for the review state of the finding under review, and for the next finding. */
export class ReviewButtons extends PanelElement {
  override render() {
    const { state } = this.model;
    const items = toReviewItems(state);
    if (items.length === 0) return "";
    const active = items.find(({ id }) => id === state.activeItem);
    const isActive = active !== undefined;
    const hasUnseen = items.some((item) => item.state === "unseen");
    return html`
      <div class="buttons">
        <button
          class="icon"
          aria-label=${t("review.again")}
          title=${t("review.againTitle")}
          ?disabled=${active?.findingId === undefined || !!state.run}
          @click=${() => active && this.model.promptAgain(active)}
        >
          ${panelIcon("outline")}
        </button>
        <button title=${titleWithKey(this.model, t("review.rejectTitle"), "reject")} ?disabled=${!isActive} @click=${() => this.model.decide("rejected")}>
          ${t("review.reject")}
        </button>
        <button title=${titleWithKey(this.model, t("review.acceptTitle"), "enter")} ?disabled=${!isActive} @click=${() => this.model.decide("accepted")}>
          ${t("review.accept")}
        </button>
        <button
          class=${hasUnseen ? "primary" : ""}
          title=${hasUnseen ? titleWithKey(this.model, t("review.nextTitle"), "next") : t("review.allSeen")}
          ?disabled=${!hasUnseen}
          @click=${() => this.model.reviewNext()}
        >
          ${t("review.next")}
        </button>
      </div>
    `;
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      :host {
        padding: 0;
      }
      .buttons {
        flex-wrap: wrap;
        margin: 0;
        padding: calc(6 * var(--unit)) 0;
        gap: calc(4 * var(--unit));
        background: var(--surface);
        border-top: var(--line-width) solid var(--line);
      }
      .buttons button {
        padding: 0 calc(7 * var(--unit));
      }
      /* Set apart from the decisions, which form one row even in a narrow panel. */
      .buttons .icon {
        width: var(--control);
        height: var(--control);
        margin-right: auto;
        padding: 0;
      }
    `,
  ];
}

customElements.define("autoseg-review-buttons", ReviewButtons);
