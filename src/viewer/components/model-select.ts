import { css, html } from "lit";
import { groupModels, type ModelEntry, type ModelGroup } from "../../extension/index.ts";
import { messages } from "../messages.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** The models, by organ; those that are made for another modality than the series' are shown, but cannot be chosen. */
export class ModelSelect extends ViewerElement {
  override render() {
    const { models, modelName, run } = this.viewer.state;
    if (models.length === 0) return "";
    return html`
      <label>
        <span class="quiet">${messages.models.label}</span>
        <select
          aria-label=${messages.models.label}
          title=${models.find(({ name }) => name === modelName)?.description ?? ""}
          ?disabled=${!!run}
          .value=${modelName ?? ""}
          @change=${(event: Event) => this.viewer.models.select((event.target as HTMLSelectElement).value)}
        >
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
    const { modelName, study } = this.viewer.state;
    const isMisfit = study !== undefined && study.modality !== modality;
    return html`
      <option value=${name} ?selected=${name === modelName} ?disabled=${isMisfit}>
        ${isMisfit ? `${label} (${messages.models.madeFor(modality)})` : label}
      </option>
    `;
  }

  static override styles = [
    shared,
    css`
      label {
        display: flex;
        align-items: center;
        gap: 6px;
        font-size: 13px;
      }
      select {
        max-width: 250px;
      }
      @media (max-width: 1400px) {
        span {
          display: none;
        }
        select {
          max-width: 170px;
        }
      }
    `,
  ];
}

customElements.define("model-select", ModelSelect);
