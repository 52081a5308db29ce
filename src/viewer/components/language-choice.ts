import { css, html } from "lit";
import { catalogues, currentLanguage, type Language, languages, t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { footerStyles } from "./footer-styles.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The choice of language, each under its own name. */
export class LanguageChoice extends ViewerElement {
  override render() {
    const current = currentLanguage();
    return html`
      <label>
        ${t("common.language")}
        <select
          .value=${current}
          @change=${(event: Event) =>
            this.viewer.screen.change("language", (event.target as HTMLSelectElement).value as Language)}
        >
          ${languages.map(
            (language) => html`
              <option value=${language} lang=${language} ?selected=${language === current}>${catalogues[language].name}</option>
            `,
          )}
        </select>
      </label>
    `;
  }

  static override styles = [
    shared,
    footerStyles,
    css`
      select {
        height: 24px;
        font-size: 12px;
      }
    `,
  ];
}

customElements.define("language-choice", LanguageChoice);
