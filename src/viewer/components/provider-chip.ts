import { css, html } from "lit";
import { messageText, t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** What the model runs on; opens the report of the last run. */
export class ProviderChip extends ViewerElement {
  override render() {
    const { provider, run } = this.viewer.state;
    if (!provider) return "";
    const label = messageText(provider.label);
    return html`
      <button
        title=${this.withKey(`${messageText(provider.reason)} ${t("report.open")}`, "report")}
        aria-label=${t("report.runsOn", { provider: label })}
        aria-haspopup="dialog"
        @click=${() => this.viewer.display.open("report")}
      >
        <span class="dot ${provider.name}"></span>${run ? "" : html`<span class="label">${label}</span>`}
      </button>
    `;
  }

  static override styles = [
    shared,
    css`
      button {
        height: 24px;
        font-size: 12px;
        border-radius: 12px;
        background: var(--raised);
        color: var(--muted);
      }
      .dot {
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: #d9b44a;
      }
      @media (max-width: 1100px) {
        .label {
          display: none;
        }
      }
      .dot.webgpu {
        background: #63b57c;
      }
    `,
  ];
}

customElements.define("provider-chip", ProviderChip);
