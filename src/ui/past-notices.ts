import { css, html } from "lit";
import type { ControllerState } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { PanelElement } from "./panel-element.ts";
import { shared } from "./styles.ts";

/** All messages since the page was opened, the latest first. Opening the list marks them as seen. */
export class PastNotices extends PanelElement {
  override connectedCallback(): void {
    super.connectedCallback();
    this.model.markNoticesSeen();
  }

  override render() {
    const { pastNotices } = this.model.state;
    return html`
      <ul aria-label=${t("notices.title")} tabindex="0">
        ${pastNotices.toReversed().map(
          ({ kind, text, times, at }) => html`
            <li class=${kind}>
              <span>${kind === "error" ? html`<b>${t("notices.error")}:</b> ` : ""}${text}</span>
              <span class="quiet">${times === 1 ? t("notices.at", { at: new Date(at) }) : t("notices.times", { count: times, at: new Date(at) })}</span>
            </li>
          `,
        )}
      </ul>
    `;
  }

  static override styles = [
    shared,
    css`
      ul {
        margin: 0;
        padding: 0;
        max-height: 60vh;
        overflow: auto;
        list-style: none;
        font-size: var(--font-size);
      }
      li {
        display: grid;
        gap: calc(2 * var(--unit));
        padding: calc(8 * var(--unit)) calc(2 * var(--unit));
        border-top: var(--line-width) solid var(--line);
        overflow-wrap: anywhere;
      }
      .error b {
        color: var(--error);
      }
      .quiet {
        font-size: var(--font-size-small);
      }
    `,
  ];
}

customElements.define("autoseg-past-notices", PastNotices);

/**
 * "Messages · 2 unread errors": opens the list of messages; nothing while all messages are still on screen.
 * @param isSparing show the button only while there is an unseen error, since it takes space from the images.
 */
export function noticesButton(
  { notices, pastNotices }: ControllerState,
  open: () => void,
  isSparing = false,
) {
  const past = pastNotices.filter(({ id }) => !notices.some((notice) => notice.id === id));
  if (past.length === 0) return "";
  const count = past.filter(({ isSeen }) => !isSeen).length;
  if (isSparing && count === 0) return "";
  return html`
    <button class="messages" title=${t("notices.openTitle")} aria-haspopup="dialog" @click=${open}>
      ${t("notices.title")}${count > 0 ? html` · <b>${t("notices.unseen", { count })}</b>` : ""}
    </button>
  `;
}
