import { css, html } from "lit";
import type { DifferenceFrom } from "../../controller/index.ts";
import { t } from "../../texts/index.ts";
import { shared, styled } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Colours that colour-blind people can tell apart, for voxels only in the segmentation and only in the other. */
export const differenceColors = { drawnOnly: [255, 150, 20], otherOnly: [70, 190, 255] } as const;

/** Shows or hides the difference map of the active segment, with a legend. */
export class DifferenceSwitch extends ViewerElement {
  static override properties = { from: {} };
  declare from: DifferenceFrom;

  override render() {
    const swatch = (color: readonly number[]) =>
      html`<span class="swatch" ${styled({ background: `rgb(${color.join(" ")})` })}></span>`;
    return html`
      <label title=${this.withKey(t(`difference.${this.from}.title`), "difference")}>
        <input
          type="checkbox"
          .checked=${this.viewer.state.differenceFrom === this.from}
          @change=${() => this.viewer.controller.differences.toggle(this.from)}
        />
        ${t("difference.show")}
      </label>
      <p class="quiet">
        ${swatch(differenceColors.drawnOnly)} ${t(`difference.${this.from}.drawnOnly`)}
        ${swatch(differenceColors.otherOnly)} ${t(`difference.${this.from}.otherOnly`)}
      </p>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        font-size: 12px;
      }
      label,
      p {
        display: flex;
        align-items: center;
        gap: 6px;
        margin: 0;
        padding: 3px 0;
      }
      input {
        margin: 0;
        accent-color: var(--accent);
      }
      .swatch {
        width: 12px;
        height: 12px;
        border-radius: 3px;
      }
    `,
  ];
}

customElements.define("difference-switch", DifferenceSwitch);
