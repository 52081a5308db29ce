import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { noticesButton, shared } from "../../ui/index.ts";
import { showsPanel } from "../viewer-state.ts";
import { icon } from "./icon.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Errors, messages and warnings about the model, a sentence each, next to the image and never over it. */
export class NoticeList extends ViewerElement {
  override render() {
    return html`
      <div aria-live="polite">
        ${
          this.viewer.state.offline.hasNewVersion
            ? html`<div class="notice" role="note">
                <span>${t("newVersion.ready")}</span>
                <button @click=${() => void this.viewer.attempt(() => this.viewer.programCopy.changeVersion())}>${t("newVersion.reload")}</button>
              </div>`
            : ""
        }
        ${this.viewer.state.modelWarnings.map((text) => html`<div class="notice warning" role="note"><span>${text}</span></div>`)}
        ${this.viewer.state.notices.map(
          ({ id, kind, text }) => html`
            <div class="notice ${kind}" role=${kind === "error" ? "alert" : "note"}>
              <span>${text}</span>
              <button class="icon" aria-label=${t("common.dismiss")} title=${t("common.dismiss")} @click=${() => this.viewer.workspace.notices.dismiss(id)}>
                ${icon("close")}
              </button>
            </div>
          `,
        )}
      </div>
      ${noticesButton(this.viewer.state, () => this.viewer.display.open("messages"), !showsPanel(this.viewer.state))}
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        font-size: 13px;
        line-height: 1.45;
      }
      .notice {
        display: flex;
        align-items: flex-start;
        gap: 4px;
        padding: 10px 8px 10px 14px;
        border-top: 1px solid var(--line);
        border-left: 3px solid var(--accent);
      }
      .notice span {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .warning {
        border-left-color: var(--warning);
      }
      .error {
        border-left-color: var(--error);
      }
      .messages {
        height: 24px;
        margin: 2px 8px;
        padding: 0 8px;
        font-size: 12px;
        color: var(--muted);
      }
      .messages b {
        color: var(--error);
      }
      .notice button:not(.icon) {
        height: 24px;
        margin-top: -2px;
        color: var(--accent-bright);
      }
      button.icon {
        width: 24px;
        height: 24px;
        margin-top: -2px;
        color: var(--muted);
        flex: none;
      }
      button.icon svg {
        width: 15px;
        height: 15px;
      }
    `,
  ];
}

customElements.define("notice-list", NoticeList);
