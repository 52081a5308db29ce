import { css, html } from "lit";
import { listWeights, type Model, toSegments } from "../../model/index.ts";
import { t } from "../../texts/index.ts";
import { dialogStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The models that the user has added: licence, size and classes. */
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
      ${this.#address()}
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

  #address() {
    const { fraction, fault } = this.viewer.state.addingModel;
    return html`
      <form @submit=${this.#add}>
        <input
          name="address"
          type="url"
          required
          aria-label=${t("ownModels.address")}
          placeholder=${t("ownModels.address")}
          ?disabled=${fraction !== undefined}
        />
        ${
          fraction === undefined
            ? html`<button type="submit">${t("ownModels.add")}</button>`
            : html`
                <progress aria-label=${t("ownModels.fetching")} max="1" .value=${fraction}></progress>
                <button type="button" @click=${() => this.viewer.ownModels.cancel()}>${t("common.cancel")}</button>
              `
        }
      </form>
      ${fault ? html`<p class="trouble" role="alert">${fault}</p>` : ""}
    `;
  }

  readonly #add = (event: SubmitEvent): void => {
    event.preventDefault();
    const address = new FormData(event.target as HTMLFormElement).get("address");
    void this.viewer.ownModels.addFrom(String(address));
  };

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
      form {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 8px;
      }
      form input {
        flex: 1;
        min-width: 0;
        height: var(--control);
        margin: 0;
        padding: 0 8px;
        border: 0;
        border-radius: var(--radius);
        background: var(--raised);
      }
      form button {
        background: var(--raised);
      }
      progress {
        width: 120px;
        accent-color: var(--accent);
      }
      .trouble {
        color: var(--warning);
        overflow-wrap: anywhere;
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
