import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Whether unfinished work is kept in this browser, when it was last saved, and how to erase it. */
export class AutosaveNote extends ViewerElement {
  override render() {
    const { autosaves, savedAt, saveTrouble, workElsewhere, hasDamagedWork } = this.viewer.state;
    return html`
      ${saveTrouble ? html`<p class="trouble" role="alert">${saveTrouble}</p>` : ""}
      ${
        workElsewhere
          ? html`<p>
              ${workElsewhere === "taken" ? t("autosave.taken") : t("autosave.isApart")}
              <button title=${t("autosave.takeOverTitle")} @click=${() => void this.viewer.attempt(({ autosave }) => autosave.takeOver())}>
                ${t("autosave.takeOver")}
              </button>
            </p>`
          : ""
      }
      ${
        hasDamagedWork
          ? html`<p>
              <button title=${t("autosave.downloadTitle")} @click=${() => void this.viewer.downloadDamagedWork()}>
                ${t("autosave.download")}
              </button>
            </p>`
          : ""
      }
      <label title=${t("autosave.title")}>
        <input
          type="checkbox"
          .checked=${autosaves}
          @change=${(event: Event) => void this.viewer.controller.autosave.setOn((event.target as HTMLInputElement).checked)}
        />
        ${savedAt === undefined ? t("autosave.label") : t("autosave.savedAt", { at: new Date(savedAt) })}
      </label>
      <button
        aria-label=${t("autosave.erase")}
        title=${t("autosave.eraseTitle")}
        @click=${() => void this.viewer.controller.autosave.eraseAll()}
      >
        ${t("autosave.eraseShort")}
      </button>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        padding: 4px 6px 4px 16px;
        border-top: 1px solid var(--line);
        font-size: 12px;
        color: var(--muted);
      }
      p {
        flex: 1 0 100%;
        margin: 4px 0;
      }
      .trouble {
        color: var(--warning);
      }
      label {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      input {
        margin: 0;
        accent-color: var(--accent);
      }
      button {
        height: 24px;
        margin-left: auto;
        font-size: 12px;
      }
    `,
  ];
}

customElements.define("autosave-note", AutosaveNote);
