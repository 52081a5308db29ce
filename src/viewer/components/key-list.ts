import { css, html } from "lit";
import { dialogStyles } from "../../panel/index.ts";
import { keyBindings } from "../key-bindings.ts";
import { messages } from "../messages.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** All keys, by what they are for. */
export class KeyList extends ViewerElement {
  override render() {
    const groups = [...new Set(keyBindings.map(({ group }) => group))];
    return html`
      <div class="columns">
        ${groups.map(
          (group) => html`
            <section>
              <h3>${group}</h3>
              <dl>
                ${keyBindings
                  .filter((binding) => binding.group === group)
                  .map(
                    ({ keys, label }) => html`
                      <dt><kbd>${keys}</kbd></dt>
                      <dd>${label}</dd>
                    `,
                  )}
              </dl>
            </section>
          `,
        )}
      </div>
      <div class="footer">
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${messages.close}</button>
      </div>
    `;
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      .columns {
        columns: 4 250px;
        column-gap: 28px;
      }
      h3 {
        break-after: avoid;
      }
      section:first-child h3 {
        margin-top: 0;
      }
      dl {
        display: grid;
        grid-template-columns: 92px 1fr;
        gap: 4px 10px;
        margin: 0;
        font-size: 13px;
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
