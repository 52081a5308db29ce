import { css, html } from "lit";
import { keyBindings } from "../keys.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** Whether no other series reads the same. */
function isAlone(label: string, all: readonly { readonly label: string }[]): boolean {
  return all.filter((other) => other.label === label).length === 1;
}

/** The dialogs: a question before something is lost, a choice of series, and the list of keys. */
export class ViewerDialogs extends ViewerElement {
  override render() {
    const { question, seriesChoice, showsKeys } = this.viewer.state;
    if (question) {
      return html`
        <dialog aria-labelledby="title" @cancel=${() => question.answer(false)}>
          <h2 id="title">${question.title}</h2>
          <p>${question.text}</p>
          <footer>
            <button @click=${() => question.answer(false)}>${question.decline}</button>
            <button class="primary" @click=${() => question.answer(true)}>${question.accept}</button>
          </footer>
        </dialog>
      `;
    }
    if (seriesChoice) {
      return html`
        <dialog aria-labelledby="title" @cancel=${() => seriesChoice.answer(undefined)}>
          <h2 id="title">Which series?</h2>
          <p>The files hold ${seriesChoice.series.length} series. One is shown at a time.</p>
          <ul>
            ${seriesChoice.series.map(
              ({ seriesInstanceUID, label }) =>
                html`<li>
                  <button title=${seriesInstanceUID} @click=${() => seriesChoice.answer(seriesInstanceUID)}>
                    ${isAlone(label, seriesChoice.series) ? label : `${label} · …${seriesInstanceUID.slice(-6)}`}
                  </button>
                </li>`,
            )}
          </ul>
          <footer><button @click=${() => seriesChoice.answer(undefined)}>Cancel</button></footer>
        </dialog>
      `;
    }
    if (!showsKeys) return "";
    const groups = [...new Set(keyBindings.map(({ group }) => group))];
    return html`
      <dialog class="keys" aria-labelledby="title" @cancel=${() => this.viewer.setKeysShown(false)}>
        <h2 id="title">Keys and mouse</h2>
        <div class="columns">
          ${groups.map(
            (group) => html`
              <section>
                <h3>${group}</h3>
                <dl>
                  ${keyBindings
                    .filter((binding) => binding.group === group)
                    .map(
                      ({ keys, label }) => html`
                        <dt><kbd>${keys}</kbd></dt>
                        <dd>${label}</dd>
                      `,
                    )}
                </dl>
              </section>
            `,
          )}
        </div>
        <footer><button class="primary" @click=${() => this.viewer.setKeysShown(false)}>Close</button></footer>
      </dialog>
    `;
  }

  override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  static override styles = [
    shared,
    css`
      dialog {
        width: min(440px, 90vw);
        padding: 20px 22px 16px;
        border: 1px solid var(--line-strong);
        border-radius: 10px;
        background: var(--surface);
        color: var(--text);
        font-size: 14px;
        line-height: 1.5;
      }
      dialog.keys {
        width: min(760px, 94vw);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.6);
      }
      h2 {
        margin: 0 0 8px;
        font-size: 16px;
      }
      h3 {
        margin: 12px 0 6px;
        font-size: 12px;
        color: var(--muted);
      }
      p {
        margin: 0 0 16px;
      }
      footer {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
        margin-top: 14px;
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
      .columns {
        columns: 2;
        column-gap: 32px;
      }
      section {
        break-inside: avoid;
      }
      dl {
        display: grid;
        grid-template-columns: 118px 1fr;
        gap: 4px 10px;
        margin: 0;
        font-size: 13px;
      }
      dd {
        margin: 0;
      }
      kbd {
        font: inherit;
        font-size: 12px;
        color: var(--accent-bright);
      }
    `,
  ];
}

customElements.define("viewer-dialogs", ViewerDialogs);
