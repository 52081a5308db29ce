import { css, html } from "lit";
import { listWeights, type Model, toSegments } from "../../model/index.ts";
import { t } from "../../texts/index.ts";
import { dialogStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The models that the user has added: licence, size, and what they find. */
export class OwnModelList extends ViewerElement {
  static override properties = { wanted: { state: true } };

  declare wanted: string;

  constructor() {
    super();
    this.wanted = "";
  }

  override render() {
    const { ownModels, modelName } = this.viewer.state;
    return html`
      <p>${t("ownModels.explain")}</p>
      ${
        ownModels.length > 0
          ? html`<input
              type="search"
              aria-label=${t("ownModels.search")}
              placeholder=${t("ownModels.search")}
              @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)}
            />`
          : ""
      }
      ${ownModels.map((model) => this.#model(model, model.manifest.name === modelName))}
      <div class="footer">
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
    `;
  }

  #model(model: Model, isOpen: boolean) {
    const { manifest } = model;
    const { name, version } = manifest;
    const labels = toSegments(manifest).map(({ label }) => label);
    const found = labels.filter((label) => label.toLowerCase().includes(this.wanted.trim().toLowerCase()));
    const bytes = listWeights(manifest).reduce((sum, { file }) => sum + file.sizeBytes, 0);
    const size = { megabytes: Math.ceil(bytes / 1e6), count: labels.length };
    return html`
      <details ?open=${isOpen}>
        <summary>${manifest.title} <span class="quiet">${t("ownModels.size", size)}</span></summary>
        <p class="quiet">${name} ${version} · ${t("ownModels.licence", { licence: manifest.licence })}</p>
        <p>${manifest.description}</p>
        <ul aria-label=${t("ownModels.classes", { title: manifest.title })}>
          ${found.map((label) => html`<li>${label}</li>`)}
        </ul>
        <button @click=${() => void this.viewer.ownModels.remove(name)}>
          ${t("ownModels.remove", { title: manifest.title })}
        </button>
      </details>
    `;
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      input {
        width: 100%;
        margin-bottom: 8px;
      }
      summary {
        min-height: 34px;
        line-height: 34px;
        border-top: 1px solid var(--line);
      }
      ul {
        max-height: 30vh;
        margin: 0 0 8px;
        overflow: auto;
        columns: 2;
      }
      p {
        margin-bottom: 8px;
      }
      .quiet {
        color: var(--muted);
        font-size: 13px;
      }
    `,
  ];
}

customElements.define("own-models", OwnModelList);
