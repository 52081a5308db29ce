import { css, html } from "lit";
import { t, withKey } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { type Layout, layouts } from "../viewer-state.ts";
import { type IconName, icon } from "./icon.ts";
import { ViewerElement } from "./viewer-element.ts";

const icons: Readonly<Record<Layout, IconName>> = { single: "single", mpr: "panes", "mpr-3d": "surfaces" };

/** How many panes there are. */
export class LayoutChoice extends ViewerElement {
  override render() {
    const { state, display } = this.viewer;
    return html`
      <div role="group" aria-label=${t("layout.label")}>
        ${layouts.map(
          (layout) => html`
            <button
              class="icon"
              aria-label=${t(`layout.names.${layout}`)}
              title=${withKey(t(`layout.names.${layout}`), "L")}
              aria-pressed=${state.layout === layout}
              ?disabled=${!state.study}
              @click=${() => display.setLayout(layout)}
            >
              ${icon(icons[layout])}
            </button>
          `,
        )}
      </div>
    `;
  }

  static override styles = [
    shared,
    css`
      div {
        display: flex;
        gap: 2px;
      }
    `,
  ];
}

customElements.define("layout-choice", LayoutChoice);
