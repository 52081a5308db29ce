import { css, html } from "lit";
import { shared } from "../../ui/index.ts";
import { messages } from "../messages.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Whether unfinished work is kept on this machine, since when, and how to erase it. */
export class AutosaveNote extends ViewerElement {
  override render() {
    const { study, autosaves, savedAt, saveTrouble, workElsewhere, hasDamagedWork } = this.viewer.state;
    if (!study) return "";
    const { autosave } = messages;
    return html`
      ${saveTrouble ? html`<p class="trouble" role="alert">${saveTrouble}</p>` : ""}
      ${
        workElsewhere
          ? html`<p>
              ${workElsewhere === "taken" ? autosave.taken : autosave.isApart}
              <button title=${autosave.takeOverTitle} @click=${() => void this.viewer.autosave.takeOver()}>
                ${autosave.takeOver}
              </button>
            </p>`
          : ""
      }
      ${
        hasDamagedWork
          ? html`<p>
              <button title=${autosave.downloadTitle} @click=${() => void this.viewer.autosave.downloadDamaged()}>
                ${autosave.download}
              </button>
            </p>`
          : ""
      }
      <label title=${autosave.title}>
        <input
          type="checkbox"
          .checked=${autosaves}
          @change=${(event: Event) => void this.viewer.autosave.setOn((event.target as HTMLInputElement).checked)}
        />
        ${savedAt === undefined ? autosave.label : autosave.savedAt(new Date(savedAt))}
      </label>
      <button title=${autosave.eraseTitle} @click=${() => void this.viewer.autosave.eraseAll()}>${autosave.erase}</button>
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
        font-size: 12px;
      }
    `,
  ];
}

customElements.define("autosave-note", AutosaveNote);
