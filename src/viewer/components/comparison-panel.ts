import { css, html } from "lit";
import type { ComparisonRow } from "../comparing.ts";
import { formatDice } from "../format-dice.ts";
import { messages } from "../messages.ts";
import { hasResult } from "../viewer-state.ts";
import "./difference-switch.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** How what is drawn agrees with a reference: Dice and distance of each segment, and the map of what differs. */
export class ComparisonPanel extends ViewerElement {
  /** Name of the reference that was shown last: a new one is brought into view. */
  #shown: string | undefined;

  override render() {
    const { state } = this.viewer;
    if (!state.study || (!hasResult(state) && !state.comparison)) return "";
    const { comparison: texts } = messages;
    return html`
      <details ?open=${state.comparison !== undefined}>
        <summary>${texts.title}</summary>
        ${state.comparison ? this.#comparison(state.comparison) : html`<p class="quiet">${texts.explain}</p>`}
        <div class="buttons">
          ${
            state.comparison
              ? html`<button title=${texts.closeTitle} @click=${() => this.viewer.comparing.close()}>${texts.close}</button>`
              : ""
          }
          <button class="raised" title=${texts.explain} @click=${() => this.#input.click()}>${texts.open}</button>
        </div>
        <input type="file" aria-label=${texts.file} hidden @change=${this.#picked} />
      </details>
    `;
  }

  override updated(): void {
    const { comparison } = this.viewer.state;
    if (comparison && comparison.name !== this.#shown) this.scrollIntoView({ block: "nearest" });
    this.#shown = comparison?.name;
  }

  #comparison({ name, rows }: { readonly name: string; readonly rows: readonly ComparisonRow[] }) {
    const { comparison: texts } = messages;
    return html`
      <p class="name" title=${name}>${name}</p>
      ${
        rows.length === 0
          ? html`<p class="quiet" role="status">${texts.none}</p>`
          : html`<table aria-label=${texts.title}>
              <thead>
                <tr>
                  <th scope="col">${texts.segment}</th>
                  <th scope="col" title=${texts.diceTitle}>Dice</th>
                  <th scope="col" title=${texts.hd95Title}>HD95, mm</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  ({ label, dice, hd95 }) => html`
                    <tr>
                      <th scope="row">${label}</th>
                      <td>${dice === undefined ? "–" : formatDice(dice)}</td>
                      <td>${hd95 === undefined ? "–" : Number.isFinite(hd95) ? hd95.toFixed(1) : texts.empty}</td>
                    </tr>
                  `,
                )}
              </tbody>
            </table>`
      }
      <difference-switch .viewer=${this.viewer} from="reference"></difference-switch>
    `;
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")!;
  }

  #picked(): void {
    const [file] = this.#input.files ?? [];
    this.#input.value = "";
    if (file) void this.viewer.comparing.open(file);
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      details {
        font-size: 12px;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        margin-bottom: 4px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        margin-bottom: 6px;
      }
      th,
      td {
        height: 24px;
        padding: 0 3px;
        text-align: right;
        font-weight: 400;
      }
      th:first-child {
        text-align: left;
        padding-left: 0;
      }
      thead th {
        color: var(--muted);
      }
      tbody tr {
        border-top: 1px solid var(--line);
      }
      .raised {
        background: var(--raised);
      }
      .buttons {
        margin-top: 6px;
      }
    `,
  ];
}

customElements.define("comparison-panel", ComparisonPanel);
