import { css, html } from "lit";
import { messageText, t } from "../../texts/index.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { isEmission } from "../window-presets.ts";
import { ViewerElement } from "./viewer-element.ts";

/** For PET: how SUV are derived, or why there are none, and the SUV window. */
export class SuvPanel extends ViewerElement {
  override render() {
    const { study, isInverse } = this.viewer.state;
    if (!study || !isEmission(study.modality)) return "";
    const { suvBasis, suvFactor, unit } = study;
    return html`
      <h2>${study.modality === "PT" ? t("suv.title") : study.modality}</h2>
      ${suvBasis === undefined ? "" : html`<p class="quiet">${messageText(suvBasis)}</p>`}
      ${suvFactor === undefined ? (unit ? html`<p class="quiet">${t("suv.none", { unit })}</p>` : "") : this.#upper(suvFactor)}
      <label>
        <input type="checkbox" .checked=${isInverse} @change=${() => this.viewer.display.toggleInverse()} />
        ${t("suv.inverse")}
      </label>
    `;
  }

  #upper(suvFactor: number) {
    const { window } = this.viewer.state;
    const upper = suvFactor * (window.center + window.width / 2);
    return html`
      <label>
        <span class="quiet">${t("suv.upper")}</span>
        <input
          type="number"
          min="0.1"
          max="1000"
          step="any"
          .value=${String(Number(formatted(upper)))}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            if (input.validity.valid && input.valueAsNumber > 0)
              this.viewer.display.setSuvWindow(input.valueAsNumber);
            else input.value = String(Number(formatted(upper)));
          }}
        />
      </label>
    `;
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      p {
        font-size: 12px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-top: 6px;
      }
      label .quiet {
        flex: 1;
      }
      input[type="number"] {
        width: 72px;
        height: 28px;
        border-radius: 6px;
      }
    `,
  ];
}

function formatted(suv: number): string {
  return suv.toFixed(2);
}

customElements.define("suv-panel", SuvPanel);
