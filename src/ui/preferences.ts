import { css, html, type PropertyDeclarations } from "lit";
import type { Preferences } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { dialogStyles } from "./dialog.ts";
import { PanelElement } from "./panel-element.ts";
import { preferenceEntry, preferenceForm, preferenceStyles } from "./preference-fields.ts";
import { styled } from "./styled.ts";
import { shared } from "./styles.ts";

/**
 * The preferences that every program with a panel has: presets and colours of segments, and all preferences as a file. Fires
 * `closed` to be closed, also before a file is read, since messages appear next to the images.
 */
export class SharedPreferences extends PanelElement {
  static override properties: PropertyDeclarations = {
    ...PanelElement.properties,
    check: { attribute: false },
  };
  /** Checks preferences of the screen when a file is read; throws if the screen cannot use them. */
  declare check: ((preferences: Preferences) => void) | undefined;

  override render() {
    const { preferences, segments } = this.model.state;
    const { segmentPresets, colors } = preferences;
    return html`
      <section>
        <h3>${t("preferences.presets")}</h3>
        ${segmentPresets.map((preset) =>
          preferenceEntry(
            html`${preset.name}
              <span class="swatches">${preset.segments.map(
                ({ color, label }) =>
                  html`<span class="swatch" title=${label} ${styled({ background: `rgb(${color.join(" ")})` })}></span>`,
              )}</span>`,
            preset.name,
            () =>
              this.model.changePreferences({
                segmentPresets: segmentPresets.filter((other) => other !== preset),
              }),
          ),
        )}
        ${preferenceForm(t("preferences.savePreset"), segments.length > 0, (name) => void this.model.saveSegmentPreset(name))}
      </section>
      ${
        Object.keys(colors).length === 0
          ? ""
          : html`<section>
              <h3>${t("preferences.colors")}</h3>
              ${Object.entries(colors).map(([label, color]) =>
                preferenceEntry(
                  html`<span class="swatch" ${styled({ background: `rgb(${color.join(" ")})` })}></span> ${label}`,
                  label,
                  () =>
                    this.model.changePreferences({
                      colors: Object.fromEntries(Object.entries(colors).filter(([other]) => other !== label)),
                    }),
                ),
              )}
            </section>`
      }
      <div class="footer">
        <button @click=${() => this.model.resetPreferences()}>${t("preferences.reset")}</button>
        <span class="space"></span>
        <button @click=${() => this.#import.click()}>${t("preferences.import")}</button>
        <button @click=${() => this.model.exportPreferences()}>${t("preferences.export")}</button>
        <button class="primary" @click=${this.#close}>${t("common.close")}</button>
      </div>
      <input type="file" accept=".json,application/json" aria-label=${t("preferences.file")} hidden @change=${this.#picked} />
    `;
  }

  get #import(): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")!;
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent("closed"));
  }

  #picked(): void {
    const [file] = this.#import.files ?? [];
    this.#import.value = "";
    if (!file) return;
    this.#close();
    void this.model.importPreferences(file, this.check);
  }

  static override styles = [
    shared,
    dialogStyles,
    preferenceStyles,
    css`
      .swatch {
        display: inline-block;
        width: calc(11 * var(--unit));
        height: calc(11 * var(--unit));
        margin-right: calc(3 * var(--unit));
        border-radius: calc(3 * var(--unit));
      }
      .swatches {
        margin-left: calc(6 * var(--unit));
      }
      .space {
        flex: 1;
      }
      /* Aligns its text with the lines above. */
      .footer > button:first-child {
        margin-left: calc(-10 * var(--unit));
      }
    `,
  ];
}

customElements.define("autoseg-preferences", SharedPreferences);
