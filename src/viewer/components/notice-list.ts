import { css, html } from "lit";
import { icon } from "./icon.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** What went wrong or was done, in a sentence each, beside the image and never over it. */
export class NoticeList extends ViewerElement {
  override render() {
    return html`
      <div aria-live="polite">
        ${this.viewer.state.notices.map(
          ({ id, kind, text }) => html`
            <div class="notice ${kind}" role=${kind === "error" ? "alert" : "note"}>
              <span>${text}</span>
              <button class="icon" aria-label="Dismiss" title="Dismiss" @click=${() => this.viewer.messages.dismiss(id)}>
                ${icon("close")}
              </button>
            </div>
          `,
        )}
      </div>
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
      .error {
        border-left-color: var(--error);
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
