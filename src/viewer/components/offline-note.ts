import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Whether the viewer works offline, and the way to the models that do. */
export class OfflineNote extends ViewerElement {
  override render() {
    const { program, trouble } = this.viewer.state.offline;
    if (program === undefined) return "";
    return html`
      <span class=${trouble ? "trouble" : ""} role="status">${trouble ?? this.#text()}</span>
      ${program === "kept" ? html`<button aria-haspopup="dialog" @click=${() => this.viewer.openOffline()}>${t("offline.open")}</button>` : ""}
    `;
  }

  #text(): string {
    const { program, fraction, models } = this.viewer.state.offline;
    if (program === "insecure") return t("offline.insecure");
    if (program === "saving") return t("offline.saving", { percent: String(Math.floor(100 * fraction)) });
    if (models.length === 0) return t("offline.keptAlone");
    const kept = models.filter(({ keptBytes, totalBytes }) => keptBytes === totalBytes).length;
    return t("offline.kept", { kept, count: models.length });
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        padding: 4px 6px 4px 16px;
        border-top: 1px solid var(--line);
        font-size: 12px;
        color: var(--muted);
      }
      span {
        padding: 3px 0;
      }
      .trouble {
        color: var(--warning);
      }
      button {
        flex: none;
        height: 24px;
        font-size: 12px;
      }
    `,
  ];
}

customElements.define("offline-note", OfflineNote);
