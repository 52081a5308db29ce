import { css, html } from "lit";
import { groupModels, type ModelEntry, type ModelGroup } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { PanelElement } from "./panel-element.ts";
import { shared } from "./styles.ts";

/** The models, grouped by organ; models for another modality are listed but disabled. */
export class ModelSelect extends PanelElement {
  override render() {
    const { models, modelName, modelFit, noneFits, run } = this.model.state;
    const chosen = models.find(({ name }) => name === modelName);
    // The full name in a tooltip, since a narrow list cuts it off.
    const about =
      chosen && [`${chosen.title} · ${chosen.architecture}`, chosen.description].filter(Boolean).join(". ");
    if (models.length === 0) return "";
    return html`
      <label>
        <span class="quiet">${t("models.label")}</span>
        <select
          aria-label=${t("models.label")}
          title=${[about, modelFit?.reason].filter(Boolean).join(" ")}
          ?disabled=${!!run}
          .value=${modelName ?? ""}
          @change=${(event: Event) => this.model.selectModel((event.target as HTMLSelectElement).value)}
        >
          ${modelName === undefined ? html`<option value="" selected disabled>${t(noneFits ? "models.noneFits" : "models.choose")}</option>` : ""}
          ${groupModels(models).map((group) => this.#group(group))}
        </select>
      </label>
    `;
  }

  #group({ title, models }: ModelGroup) {
    if (models.length === 1) return this.#option(models[0]!, title);
    return html`
      <optgroup label=${title}>
        ${models.map((model) => this.#option(model, `${title} · ${model.architecture}`))}
      </optgroup>
    `;
  }

  #option({ name, modality }: ModelEntry, label: string) {
    const { modelName, study, misfits } = this.model.state;
    const isMisfit = study !== undefined && study.modality !== modality;
    return html`
      <option value=${name} ?selected=${name === modelName} ?disabled=${isMisfit}>
        ${isMisfit ? `${label} (${t("models.madeFor", { modality })})` : misfits.includes(name) ? `${label} (${t("models.otherPart")})` : label}
      </option>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        min-width: 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: calc(6 * var(--unit));
        font-size: var(--font-size);
      }
      select {
        min-width: 0;
        max-width: calc(250 * var(--unit));
      }
      @media (max-width: 1500px) {
        span {
          display: none;
        }
      }
      @media (max-width: 1400px) {
        select {
          max-width: calc(210 * var(--unit));
        }
      }
    `,
  ];
}

customElements.define("autoseg-models", ModelSelect);
