import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { footerStyles } from "./footer-styles.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The reader's name, for exports. */
export class ReaderName extends ViewerElement {
  override render() {
    const { readerName } = this.viewer.state;
    return html`
      <label title=${t("exporting.readerTitle")}>
        ${t("exporting.reader")}
        <input
          maxlength="64"
          autocomplete="off"
          placeholder=${t("exporting.readerExample")}
          .value=${readerName}
          @change=${(event: Event) => this.viewer.controller.exports.setReader((event.target as HTMLInputElement).value)}
        />
      </label>
    `;
  }

  static override styles = [
    shared,
    footerStyles,
    css`
      input {
        flex: 1;
        min-width: 0;
        height: 24px;
        padding: 0 6px;
        border: 0;
        border-radius: 5px;
        background: none;
        color: var(--text);
      }
      input:hover,
      input:focus {
        background: var(--raised);
      }
      input::placeholder {
        color: var(--muted);
      }
    `,
  ];
}

customElements.define("reader-name", ReaderName);
