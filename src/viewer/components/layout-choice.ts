import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { keyInMenu, menuStyles, menuToggled, shared } from "../../ui/index.ts";
import { type LayoutName, layoutNames } from "../layouts.ts";
import { icon } from "./icon.ts";
import { layoutIcon } from "./layout-icon.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The choice of layout: buttons where there is room, otherwise a menu. */
export class LayoutChoice extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const names: readonly LayoutName[] = state.followUp ? [...layoutNames, "prior"] : layoutNames;
    return html`
      <div class="buttons" role="group" aria-label=${t("layout.label")}>
        ${names.map(
          (name) => html`
            <button
              class="icon"
              aria-label=${t(`layout.names.${name}`)}
              title=${this.withKey(t(`layout.names.${name}`), "layout")}
              aria-pressed=${state.layout === name}
              ?disabled=${!state.study}
              @click=${() => this.viewer.display.setLayout(name)}
            >
              ${layoutIcon(name)}
            </button>
          `,
        )}
      </div>
      <button
        class="opener"
        aria-label=${t("layout.all")}
        title=${this.withKey(t("layout.all"), "layout")}
        aria-haspopup="menu"
        popovertarget="menu"
        ?disabled=${!state.study}
      >
        <span class="current">${layoutIcon(state.layout)}</span>${icon("more")}
      </button>
      <div id="menu" class="menu" popover role="menu" aria-label=${t("layout.all")} @toggle=${menuToggled} @keydown=${keyInMenu}>
        ${names.map(
          (name) => html`
            <button role="menuitemradio" aria-checked=${state.layout === name} @click=${() => this.#choose(name)}>
              ${layoutIcon(name)}${t(`layout.names.${name}`)}
            </button>
          `,
        )}
      </div>
    `;
  }

  #choose(name: LayoutName): void {
    this.renderRoot.querySelector<HTMLElement>("#menu")!.hidePopover();
    this.viewer.display.setLayout(name);
  }

  static override styles = [
    shared,
    menuStyles,
    css`
      :host {
        display: flex;
        flex: none;
      }
      .buttons {
        display: flex;
        gap: 2px;
      }
      .opener {
        padding: 0 4px;
        height: 34px;
        anchor-name: --layouts;
      }
      .menu {
        position-anchor: --layouts;
      }
      .current {
        display: none;
      }
      [aria-checked="true"] {
        background: var(--selected);
        color: var(--accent-bright);
      }
      @media (max-width: 1500px) {
        .buttons {
          display: none;
        }
        .current {
          display: contents;
        }
      }
    `,
  ];
}

customElements.define("layout-choice", LayoutChoice);
