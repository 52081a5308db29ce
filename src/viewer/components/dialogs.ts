import { css, html, type TemplateResult } from "lit";
import { t } from "../../texts/index.ts";
import { dialogStyles, questionDialog } from "../../ui/index.ts";
import "./kept-models.ts";
import "./key-list.ts";
import "./own-models.ts";
import "./pacs-panel.ts";
import "./preferences-panel.ts";
import "./run-report.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The dialogs: questions, and those that the user opens. */
export class ViewerDialogs extends ViewerElement {
  override render() {
    const { question, dialog } = this.viewer.state;
    if (question) return questionDialog(question);
    if (dialog === "keys")
      return this.#opened(t("keys.title"), "wide", html`<key-list .viewer=${this.viewer}></key-list>`);
    if (dialog === "preferences")
      return this.#opened(
        t("preferences.title"),
        "middle",
        html`<preferences-panel .viewer=${this.viewer}></preferences-panel>`,
      );
    if (dialog === "pacs")
      return this.#opened(t("pacs.title"), "wide", html`<pacs-panel .viewer=${this.viewer}></pacs-panel>`);
    if (dialog === "report")
      return this.#opened(t("report.title"), "", html`<run-report .viewer=${this.viewer}></run-report>`);
    if (dialog === "messages")
      return this.#opened(
        t("notices.title"),
        "middle",
        html`<autoseg-past-notices .model=${this.viewer.panel}></autoseg-past-notices>
          <div class="footer">
            <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
          </div>`,
      );
    if (dialog === "offline")
      return this.#opened(
        t("offline.title"),
        "middle",
        html`<kept-models .viewer=${this.viewer}></kept-models>`,
      );
    if (dialog === "ownModels")
      return this.#opened(
        t("ownModels.title"),
        "middle",
        html`<own-models .viewer=${this.viewer}></own-models>`,
      );
    return "";
  }

  #opened(title: string, size: string, content: TemplateResult) {
    const closed = () => this.viewer.display.closeDialog();
    // On both: `close` comes in a later task, and a key may be pressed before that; `cancel` does not always come.
    return html`
      <dialog class=${size} aria-labelledby="title" @cancel=${closed} @close=${closed}>
        <h2 id="title">${title}</h2>
        ${content}
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
      dialog.middle {
        width: min(600px, 94vw);
      }
      dialog.wide {
        width: min(1380px, 96vw);
      }
    `,
  ];
}

customElements.define("viewer-dialogs", ViewerDialogs);
