import { css, html } from "lit";
import { type ColorMapName, colorMapOf, colorMaps, type FusionState } from "../../controller/index.ts";
import { t } from "../../texts/index.ts";
import { choiceField, panelStyles, shared, styled } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The overlaid series: its colours, opacity and window, and a button to remove it. */
export class FusionPanel extends ViewerElement {
  override render() {
    const { fusion } = this.viewer.state;
    if (!fusion) return "";
    const { title, colorMap, opacity } = fusion;
    return html`
      <h2>${t("fusion.title", { title })}</h2>
      <div class="legend" ${styled({ "--stops": stopsOf(colorMap) })}></div>
      <label>
        <span class="quiet">${t("fusion.colorMap")}</span>
        ${choiceField({
          chosen: colorMap,
          choices: colorMaps.map(({ name }) => name),
          textOf: (name) => t(`fusion.colorMaps.${name}`),
          choose: (name) => this.#configure({ colorMap: name }),
        })}
      </label>
      <label>
        <span class="quiet">${t("fusion.opacity")}</span>
        <input
          type="range"
          min="0"
          max="100"
          .value=${String(Math.round(100 * opacity))}
          @input=${(event: Event) =>
            this.#configure({ opacity: (event.target as HTMLInputElement).valueAsNumber / 100 })}
        />
      </label>
      ${this.#end("lower", fusion)} ${this.#end("upper", fusion)}
      <button class="raised" @click=${() => void this.viewer.attempt(({ fusion }) => fusion.close())}>
        ${t("fusion.remove")}
      </button>
    `;
  }

  #end(end: "lower" | "upper", { range, suvFactor, unit }: FusionState) {
    const factor = suvFactor ?? 1;
    const shown = String(Number((range[end] * factor).toFixed(2)));
    return html`
      <label>
        <span class="quiet">${t(`fusion.${end}`)}</span>
        <input
          type="number"
          step="any"
          .value=${shown}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            const changed = { ...range, [end]: input.valueAsNumber / factor };
            if (changed.lower < changed.upper) this.#configure({ range: changed });
            else input.value = shown;
          }}
        />
        <span class="unit quiet">${suvFactor === undefined ? unit : "SUV"}</span>
      </label>
    `;
  }

  #configure(change: Partial<Pick<FusionState, "range" | "colorMap" | "opacity">>): void {
    void this.viewer.attempt(({ fusion }) => fusion.configure(change));
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      .legend {
        height: 10px;
        margin-bottom: 8px;
        border-radius: 3px;
        background: linear-gradient(to right, var(--stops));
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 6px;
      }
      label .quiet:first-child {
        flex: 1;
      }
      .unit {
        min-width: 32px;
      }
      input[type="number"] {
        width: 90px;
        height: 28px;
        border-radius: 6px;
      }
      input[type="range"] {
        width: 150px;
        accent-color: var(--accent);
      }
      .raised {
        width: 100%;
        background: var(--raised);
      }
    `,
  ];
}

/** The colour stops of a CSS gradient. */
function stopsOf(name: ColorMapName): string {
  return colorMapOf(name)
    .stops.map(([at, ...rgb]) => `rgb(${rgb.join(" ")}) ${100 * at}%`)
    .join(",");
}

customElements.define("fusion-panel", FusionPanel);
