import { css, html, type TemplateResult } from "lit";
import { messages } from "../messages.ts";
import type { Question, SeriesChoice } from "../viewer-state.ts";
import { dialogStyles } from "./dialog-styles.ts";
import "./key-list.ts";
import "./run-report.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** Whether no other series reads the same. */
function isAlone(label: string, all: readonly { readonly label: string }[]): boolean {
  return all.filter((other) => other.label === label).length === 1;
}

/** The dialogs: a question before something is lost, a choice of series, and what the user opens. */
export class ViewerDialogs extends ViewerElement {
  override render() {
    const { question, seriesChoice, dialog } = this.viewer.state;
    if (question) return this.#question(question);
    if (seriesChoice) return this.#seriesChoice(seriesChoice);
    if (dialog === "keys")
      return this.#opened(messages.keys.title, "wide", html`<key-list .viewer=${this.viewer}></key-list>`);
    if (dialog === "report")
      return this.#opened(messages.report.title, "", html`<run-report .viewer=${this.viewer}></run-report>`);
    return "";
  }

  #opened(title: string, size: string, content: TemplateResult) {
    return html`
      <dialog class=${size} aria-labelledby="title" @close=${() => this.viewer.display.closeDialog()}>
        <h2 id="title">${title}</h2>
        ${content}
      </dialog>
    `;
  }

  #question({ title, text, choices, answer }: Question) {
    return html`
      <dialog aria-labelledby="title" aria-describedby="text" @cancel=${() => answer(undefined)}>
        <h2 id="title">${title}</h2>
        <p id="text">${text}</p>
        <div class="footer">
          ${choices.map(
            ({ id, label, isPrimary = false }) =>
              html`<button class=${isPrimary ? "primary" : ""} ?autofocus=${isPrimary} @click=${() => answer(id)}>${label}</button>`,
          )}
        </div>
      </dialog>
    `;
  }

  #seriesChoice({ series, answer }: SeriesChoice) {
    return html`
      <dialog aria-labelledby="title" @cancel=${() => answer(undefined)}>
        <h2 id="title">${messages.series.title}</h2>
        <p>${messages.series.text(series.length)}</p>
        <ul>
          ${series.map(
            ({ seriesInstanceUID, label }) =>
              html`<li>
                <button title=${seriesInstanceUID} @click=${() => answer(seriesInstanceUID)}>
                  ${isAlone(label, series) ? label : `${label} · …${seriesInstanceUID.slice(-6)}`}
                </button>
              </li>`,
          )}
        </ul>
        <div class="footer"><button @click=${() => answer(undefined)}>${messages.cancel}</button></div>
      </dialog>
    `;
  }

  override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      dialog.wide {
        width: min(1080px, 96vw);
      }
      ul {
        list-style: none;
        padding: 0;
        margin: 0;
        max-height: 50vh;
        overflow: auto;
      }
      li button {
        width: 100%;
        justify-content: flex-start;
        white-space: normal;
        text-align: left;
        height: auto;
        padding: 8px 10px;
      }
    `,
  ];
}

customElements.define("viewer-dialogs", ViewerDialogs);
