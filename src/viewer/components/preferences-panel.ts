import { html } from "lit";
import type { Preferences } from "../../controller/index.ts";
import { catalogues, currentLanguage, formatNumber, type Language, languages, t } from "../../texts/index.ts";
import { dialogStyles, preferenceEntry, preferenceForm, preferenceStyles, shared } from "../../ui/index.ts";
import { checkScreen } from "../screen-preferences.ts";
import { type Theme, themes } from "../themes.ts";
import { checkKeys } from "../user-keys.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The user's preferences: theme, language, windows, presets; all of them can be saved as a file. */
export class PreferencesPanel extends ViewerElement {
  override render() {
    const { preferences, theme, showsImageText, study, window } = this.viewer.state;
    const { windows } = preferences;
    const modality = study?.modality;
    return html`
      <section>
        <h3>${t("preferences.screen")}</h3>
        <label class="field">
          ${t("preferences.theme")}
          <select @change=${(event: Event) => this.viewer.screen.change("theme", (valueOfField(event) || undefined) as Theme | undefined)}>
            <option value="" ?selected=${theme === undefined}>${t("preferences.themes.system")}</option>
            ${themes.map((name) => html`<option value=${name} ?selected=${name === theme}>${t(`preferences.themes.${name}`)}</option>`)}
          </select>
        </label>
        <label class="field">
          ${t("common.language")}
          <select @change=${(event: Event) => this.viewer.screen.change("language", valueOfField(event) as Language)}>
            ${languages.map(
              (language) =>
                html`<option value=${language} lang=${language} ?selected=${language === currentLanguage()}>${catalogues[language].name}</option>`,
            )}
          </select>
        </label>
        <label class="field">
          ${t("preferences.imageText")}
          <input type="checkbox" .checked=${showsImageText} @change=${() => this.viewer.display.toggleImageText()} />
        </label>
        <div class="field">
          ${t("preferences.keys")}
          <button class="raised" @click=${() => this.viewer.display.open("keys")}>${t("preferences.openKeys")}</button>
        </div>
      </section>
      <section>
        <h3>${t("preferences.windows")}</h3>
        ${windows.map((one) =>
          preferenceEntry(
            html`${one.name} <span class="quiet">${one.modality} ${formatNumber(one.width, 0)} / ${formatNumber(one.center, 0)}</span>`,
            one.name,
            () => this.#preferences.change({ windows: windows.filter((other) => other !== one) }),
          ),
        )}
        ${preferenceForm(
          t("preferences.saveWindow", {
            width: formatNumber(window.width, 0),
            center: formatNumber(window.center, 0),
          }),
          modality !== undefined,
          (name) =>
            this.#preferences.change({
              windows: [
                ...windows.filter((other) => other.name !== name || other.modality !== modality),
                { name, modality: modality!, center: window.center, width: window.width },
              ],
            }),
        )}
      </section>
      <section>
        <h3>${t("ownModels.title")}</h3>
        <button class="raised" aria-haspopup="dialog" @click=${() => this.viewer.display.open("ownModels")}>
          ${t("ownModels.show")}
        </button>
      </section>
      <autoseg-preferences
        .model=${this.viewer.panel}
        .check=${checkAll}
        @closed=${() => this.viewer.display.closeDialog()}
      ></autoseg-preferences>
    `;
  }

  get #preferences() {
    return this.viewer.controller.preferences;
  }

  static override styles = [shared, dialogStyles, preferenceStyles];
}

/** Checks a file's preferences for this screen and its shortcuts. */
function checkAll(preferences: Preferences): void {
  checkScreen(preferences);
  checkKeys(preferences);
}

function valueOfField(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

customElements.define("preferences-panel", PreferencesPanel);
