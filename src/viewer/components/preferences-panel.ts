import { css, html } from "lit";
import { catalogues, currentLanguage, formatNumber, type Language, languages, t } from "../../texts/index.ts";
import { dialogStyles, downloadFile, shared, styled } from "../../ui/index.ts";
import { checkScreen } from "../screen-preferences.ts";
import { type Theme, themes } from "../themes.ts";
import { checkKeys } from "../user-keys.ts";
import { ViewerElement } from "./viewer-element.ts";

/** How a person likes to work: colours, language, windows, presets; all of it as a file. */
export class PreferencesPanel extends ViewerElement {
  override render() {
    const { preferences, theme, showsImageText, study, window, segments } = this.viewer.state;
    const { windows, segmentPresets, colors } = preferences;
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
          this.#entry(
            html`${one.name} <span class="quiet">${one.modality} ${formatNumber(one.width, 0)} / ${formatNumber(one.center, 0)}</span>`,
            one.name,
            () => this.#preferences.change({ windows: windows.filter((other) => other !== one) }),
          ),
        )}
        ${this.#naming(
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
        <h3>${t("preferences.presets")}</h3>
        ${segmentPresets.map((preset) =>
          this.#entry(
            html`${preset.name}
              <span class="swatches">${preset.segments.map(
                ({ color, label }) =>
                  html`<span class="swatch" title=${label} ${styled({ background: `rgb(${color.join(" ")})` })}></span>`,
              )}</span>`,
            preset.name,
            () =>
              this.#preferences.change({
                segmentPresets: segmentPresets.filter((other) => other !== preset),
              }),
          ),
        )}
        ${this.#naming(t("preferences.savePreset"), segments.length > 0, (name) => this.#preferences.addSegmentPreset(name))}
      </section>
      ${
        Object.keys(colors).length === 0
          ? ""
          : html`<section>
              <h3>${t("preferences.colors")}</h3>
              ${Object.entries(colors).map(([label, color]) =>
                this.#entry(
                  html`<span class="swatch" ${styled({ background: `rgb(${color.join(" ")})` })}></span> ${label}`,
                  label,
                  () =>
                    this.#preferences.change({
                      colors: Object.fromEntries(Object.entries(colors).filter(([other]) => other !== label)),
                    }),
                ),
              )}
            </section>`
      }
      ${
        this.viewer.state.ownModels.length === 0
          ? ""
          : html`<section>
              <h3>${t("ownModels.title")}</h3>
              <button aria-haspopup="dialog" @click=${() => this.viewer.display.open("ownModels")}>
                ${t("ownModels.show")}
              </button>
            </section>`
      }
      <div class="footer">
        <button @click=${() => this.#preferences.reset()}>${t("preferences.reset")}</button>
        <span class="space"></span>
        <button @click=${() => this.#import.click()}>${t("preferences.import")}</button>
        <button @click=${this.#export}>${t("preferences.export")}</button>
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
      <input type="file" accept=".json,application/json" aria-label=${t("preferences.file")} hidden @change=${this.#picked} />
    `;
  }

  get #preferences() {
    return this.viewer.controller.preferences;
  }

  get #import(): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")!;
  }

  #entry(content: unknown, name: string, remove: () => void) {
    return html`
      <div class="field">
        <span>${content}</span>
        <button aria-label=${t("preferences.remove", { name })} title=${t("preferences.remove", { name })} @click=${remove}>✕</button>
      </div>
    `;
  }

  /** A name, and what is kept under it. */
  #naming(label: string, isReady: boolean, keep: (name: string) => void) {
    const submit = (event: SubmitEvent): void => {
      event.preventDefault();
      const input = (event.target as HTMLFormElement).querySelector("input")!;
      const name = input.value.trim();
      if (name === "") return;
      keep(name);
      input.value = "";
    };
    return html`
      <form class="field" @submit=${submit}>
        <input maxlength="40" required autocomplete="off" placeholder=${t("preferences.name")} aria-label=${`${label}: ${t("preferences.name")}`} ?disabled=${!isReady} />
        <button class="raised" ?disabled=${!isReady}>${label}</button>
      </form>
    `;
  }

  #export(): void {
    const { file, fileName } = this.#preferences.write();
    downloadFile(file, fileName);
  }

  #picked(): void {
    const [file] = this.#import.files ?? [];
    this.#import.value = "";
    if (!file) return;
    // Messages stand beside the images: the dialog gives way to them.
    this.viewer.display.closeDialog();
    void this.viewer.attempt(async ({ preferences, notices }) => {
      await preferences.read(file, (read) => {
        checkScreen(read);
        checkKeys(read);
      });
      notices.notify("info", t("preferences.imported", { name: file.name }));
    });
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      section {
        margin-bottom: 14px;
        font-size: 13px;
      }
      .field {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-height: 34px;
      }
      .field > input:not([type="checkbox"]) {
        flex: 1;
        min-width: 0;
        height: 30px;
        padding: 0 8px;
        border: 0;
        border-radius: 6px;
        background: var(--raised);
      }
      .raised {
        background: var(--raised);
      }
      .swatch {
        display: inline-block;
        width: 11px;
        height: 11px;
        margin-right: 3px;
        border-radius: 3px;
      }
      .swatches {
        margin-left: 6px;
      }
      .footer {
        flex-wrap: wrap;
      }
      .space {
        flex: 1;
      }
    `,
  ];
}

function valueOfField(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

customElements.define("preferences-panel", PreferencesPanel);
