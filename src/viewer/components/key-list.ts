import { css, html } from "lit";
import { keyText, t } from "../../texts/index.ts";
import { dialogStyles, shared } from "../../ui/index.ts";
import { type KeyGroup, keyBindings, keyGroups } from "../key-bindings.ts";
import { ViewerElement } from "./viewer-element.ts";

/** All keys, by what they are for. */
export class KeyList extends ViewerElement {
  override render() {
    return html`
      <div class="columns">
        ${keyGroups.map((groups) => html`<div>${groups.map((group) => this.#group(group))}</div>`)}
      </div>
      <div class="footer">
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
    `;
  }

  #group(name: KeyGroup) {
    const bindings = keyBindings.filter(({ group }) => group === name);
    return html`
      <section>
        <h3>${t(`keys.groups.${name}`)}</h3>
        <dl>
          ${bindings.map(
            ({ keys, text }) => html`
              <dt><kbd>${keyText(keys)}</kbd></dt>
              <dd>${t(text)}</dd>
            `,
          )}
        </dl>
      </section>
    `;
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(250px, 1fr));
        gap: 0 28px;
      }
      section:first-child h3 {
        margin-top: 0;
      }
      dl {
        display: grid;
        grid-template-columns: fit-content(140px) 1fr;
        gap: 4px 10px;
        margin: 0;
        font-size: 13px;
      }
      dt {
        min-width: 92px;
      }
      dd {
        margin: 0;
      }
      kbd {
        font: inherit;
        font-size: 12px;
        color: var(--accent-bright);
      }
    `,
  ];
}

customElements.define("key-list", KeyList);
