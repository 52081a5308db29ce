import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { icon } from "./icon.ts";
import "./notice-list.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Covers the panes while there is no image: what to do, or the progress of reading. */
export class StartPage extends ViewerElement {
  override render() {
    const { loading, study, library } = this.viewer.state;
    if (loading) {
      return html`
        <div class="cover ${study ? "over" : ""}" role="status">
          <p>${loading.text}</p>
          <progress aria-label=${t("start.reading")} max="1" .value=${loading.fraction ?? null}></progress>
          <button @click=${() => this.viewer.opening.cancelReading()}>${t("common.cancel")}</button>
        </div>
      `;
    }
    if (study) return "";
    if (library.length > 0) {
      return html`
        <div class="cover">
          ${icon("library")}
          <h2>${t("library.choose")}</h2>
          <p class="quiet">${t("library.chooseText")}</p>
          <notice-list .viewer=${this.viewer}></notice-list>
        </div>
      `;
    }
    return html`
      <div class="cover">
        ${icon("folder")}
        <h2>${t("start.drop")}</h2>
        <p class="quiet">${t("start.explain")}</p>
        <div>
          <button class="primary" @click=${() => this.#open("folder")}>${t("start.openFolder")}</button>
          <button @click=${() => this.#open("files")}>${t("start.openFiles")}</button>
          <button @click=${() => this.viewer.pacs.open()}>${t("pacs.open")}</button>
        </div>
        <notice-list .viewer=${this.viewer}></notice-list>
      </div>
    `;
  }

  #open(which: "folder" | "files"): void {
    this.dispatchEvent(new CustomEvent("open", { detail: which, bubbles: true, composed: true }));
  }

  static override styles = [
    shared,
    css`
      :host {
        display: contents;
      }
      .cover {
        position: absolute;
        inset: 0;
        z-index: 1;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 14px;
        background: var(--surface);
        text-align: center;
        font-size: 14px;
        line-height: 1.5;
      }
      @media (min-width: 3000px) {
        .cover {
          zoom: 1.4;
        }
      }
      .over {
        color: #e6e8ea;
        background: rgb(0 0 0 / 0.75);
      }
      .cover > svg {
        width: 40px;
        height: 40px;
        stroke-width: 1.25;
        color: var(--faint);
      }
      h2 {
        margin: 0;
        font-size: 20px;
        font-weight: 500;
      }
      p {
        margin: 0;
        max-width: 440px;
        text-wrap: balance;
      }
      div > div {
        display: flex;
        gap: 8px;
        margin-top: 6px;
      }
      notice-list {
        width: min(460px, 90%);
        text-align: left;
        margin-top: 10px;
      }
      progress {
        width: 260px;
        height: 4px;
        appearance: none;
        border: 0;
        border-radius: 2px;
        overflow: hidden;
        background: var(--raised);
      }
      progress::-webkit-progress-bar {
        background: var(--raised);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
    `,
  ];
}

customElements.define("start-page", StartPage);
