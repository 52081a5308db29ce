import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Probabilities on demand: an adjustable threshold, the uncertainty overlay, and a button to the most uncertain slice. */
export class UncertaintyPanel extends ViewerElement {
  override render() {
    const { study, models, modelName, probabilitiesOf, run, threshold } = this.viewer.state;
    const model = models.find(({ name }) => name === modelName);
    if (!study || !model) return "";
    if (probabilitiesOf.length === 0 && !threshold) {
      if (model.modality !== study.modality) return "";
      return html`
        <h2>${t("uncertainty.title")}</h2>
        <button class="raised" title=${t("uncertainty.explain")} ?disabled=${!!run} @click=${() => this.viewer.attempt(({ uncertainty }) => uncertainty.compute())}>
          ${t("uncertainty.compute")}
        </button>
      `;
    }
    return html`
      <h2>${t("uncertainty.title")}</h2>
      ${this.#threshold()} ${this.#overlay()}
    `;
  }

  #threshold() {
    const { segments, activeSegment, probabilitiesOf, threshold, run } = this.viewer.state;
    const segmentNumber = threshold?.segmentNumber ?? activeSegment;
    const label = segments.find((segment) => segment.segmentNumber === segmentNumber)?.label;
    if (label === undefined || !probabilitiesOf.includes(segmentNumber)) return "";
    const percent = threshold?.percent ?? 50;
    return html`
      <label class="row">
        <span class="quiet">${t("uncertainty.threshold", { label })}</span>
        <input
          type="range"
          min="1"
          max="99"
          aria-label=${t("uncertainty.thresholdOf", { label })}
          .value=${String(percent)}
          ?disabled=${!!run}
          @input=${(event: InputEvent) =>
            this.viewer.controller.uncertainty.setThreshold(Number((event.target as HTMLInputElement).value))}
        />
        <span class="value">${threshold ? `${percent} %` : "–"}</span>
      </label>
      ${
        threshold
          ? html`<div class="buttons">
              <button title=${this.withKey(t("uncertainty.discardTitle"), "cancel")} @click=${() => this.viewer.controller.uncertainty.cancelThreshold()}>
                ${t("common.cancel")}
              </button>
              <button class="primary" title=${this.withKey(t("uncertainty.acceptTitle"), "enter")} @click=${() => this.viewer.controller.uncertainty.acceptThreshold()}>
                ${t("uncertainty.accept")}
              </button>
            </div>`
          : ""
      }
    `;
  }

  #overlay() {
    const { showsUncertainty, uncertaintyOpacity, uncertainSlices } = this.viewer.state;
    return html`
      <div class="row">
        <label title=${this.withKey(t("uncertainty.overlayTitle"), "uncertainty")}>
          <input type="checkbox" .checked=${showsUncertainty} @change=${() => this.viewer.controller.uncertainty.toggleOverlay()} />
          ${t("uncertainty.overlay")}
        </label>
        <input
          type="range"
          min="0"
          max="100"
          aria-label=${t("uncertainty.opacity")}
          ?disabled=${!showsUncertainty}
          .value=${String(Math.round(uncertaintyOpacity * 100))}
          @input=${(event: InputEvent) =>
            this.viewer.controller.uncertainty.setOverlayOpacity(
              Number((event.target as HTMLInputElement).value) / 100,
            )}
        />
        <span class="value">${Math.round(uncertaintyOpacity * 100)} %</span>
      </div>
      ${
        uncertainSlices.length === 0
          ? html`<p class="quiet">${t("uncertainty.none")}</p>`
          : html`<button class="raised" title=${this.withKey(t("uncertainty.nextTitle"), "uncertainSlice")} @click=${() => this.viewer.controller.uncertainty.goToMostUncertain()}>
              ${t("uncertainty.next")}
            </button>`
      }
    `;
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      .raised {
        width: 100%;
        background: var(--raised);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(86px, auto) 1fr 42px;
        align-items: center;
        gap: 10px;
        margin-bottom: 8px;
      }
      .row label {
        display: flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }
      .row input {
        min-width: 0;
        height: 24px;
        margin: 0;
        accent-color: var(--accent);
      }
      .row label input {
        width: 16px;
        height: 16px;
      }
      .value {
        text-align: right;
        color: var(--muted);
      }
    `,
  ];
}

customElements.define("uncertainty-panel", UncertaintyPanel);
