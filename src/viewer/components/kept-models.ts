import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { dialogStyles, shared } from "../../ui/index.ts";
import type { KeptModel } from "../offline/offline-state.ts";
import { ViewerElement } from "./viewer-element.ts";

const megabytes = (bytes: number): string => String(Math.ceil(bytes / 1e6));

/** A model's size, and how much of it is kept. */
function extentText(fraction: number, size: string): string {
  if (fraction === 0) return t("offline.isNotKept", { megabytes: size });
  if (fraction === 1) return t("offline.isKept", { megabytes: size });
  return t("offline.isPartlyKept", { megabytes: size, percent: String(Math.floor(100 * fraction)) });
}

/** The models that can be kept for use offline, with their sizes. */
export class KeptModels extends ViewerElement {
  override render() {
    const { models, modelsFraction, trouble } = this.viewer.state.offline;
    const missing = models.filter(({ keptBytes, totalBytes }) => keptBytes < totalBytes);
    const missingBytes = missing.reduce((sum, { keptBytes, totalBytes }) => sum + totalBytes - keptBytes, 0);
    const { modelCopies } = this.viewer;
    return html`
      <p>${t("offline.explain")}</p>
      ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : ""}
      <ul aria-label=${t("offline.models")}>
        ${models.map((model) => this.#row(model))}
      </ul>
      <div class="footer">
        ${
          modelsFraction === undefined
            ? html`<button
                ?disabled=${missing.length === 0}
                @click=${() => void modelCopies.keep(missing.map(({ name }) => name))}
              >
                ${t("offline.keepAll", { megabytes: megabytes(missingBytes) })}
              </button>`
            : html`
                <progress aria-label=${t("offline.keeping")} max="1" .value=${modelsFraction}></progress>
                <button @click=${() => modelCopies.cancel()}>${t("common.cancel")}</button>
              `
        }
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
    `;
  }

  #row({ name, title, totalBytes, keptBytes }: KeptModel) {
    const { modelCopies, state } = this.viewer;
    const isKept = keptBytes === totalBytes;
    const act = () =>
      isKept ? this.viewer.attempt(() => modelCopies.remove(name)) : modelCopies.keep([name]);
    return html`
      <li>
        <span class="title">${title}</span>
        <span class="quiet">${extentText(keptBytes / totalBytes, megabytes(totalBytes))}</span>
        <button
          aria-label=${isKept ? t("offline.removeModel", { title }) : t("offline.keepModel", { title })}
          ?disabled=${state.offline.modelsFraction !== undefined}
          @click=${() => void act()}
        >
          ${isKept ? t("offline.remove") : t("offline.keep")}
        </button>
      </li>
    `;
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto 92px;
        align-items: center;
        gap: 12px;
        min-height: 34px;
        border-top: 1px solid var(--line);
      }
      li button {
        justify-content: flex-end;
        font-size: 13px;
      }
      .quiet {
        color: var(--muted);
        font-size: 13px;
      }
      .trouble {
        color: var(--warning);
      }
      .footer {
        align-items: center;
      }
      progress {
        flex: 1;
        accent-color: var(--accent);
      }
    `,
  ];
}

customElements.define("kept-models", KeptModels);
