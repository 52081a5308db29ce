import { css, html } from "lit";
import type { ComparisonRow, ComparisonState } from "../../controller/index.ts";
import { hasResult, panopticInAll } from "../../controller/index.ts";
import { formatNumber, t } from "../../texts/index.ts";
import { formatDice } from "../format-dice.ts";
import "./difference-switch.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Agreement with a reference: Dice and surface distance of each segment, and the difference map. */
export class ComparisonPanel extends ViewerElement {
  /** Name of the reference last shown, so that a new one is scrolled into view. */
  #shown: string | undefined;

  override render() {
    const { state } = this.viewer;
    if (!state.study || (!hasResult(state) && !state.comparison)) return "";
    return html`
      <details ?open=${state.comparison !== undefined}>
        <summary>${t("comparison.title")}</summary>
        ${state.comparison ? this.#comparison(state.comparison) : html`<p class="quiet">${t("comparison.explain")}</p>`}
        <div class="buttons">
          ${
            state.comparison
              ? html`<button title=${t("comparison.closeTitle")} @click=${() => this.viewer.controller.comparison.close()}>${t("comparison.close")}</button>`
              : ""
          }
          <button class="raised" title=${t("comparison.explain")} @click=${() => this.#input.click()}>${t("comparison.open")}</button>
        </div>
        <input type="file" aria-label=${t("comparison.file")} hidden @change=${this.#picked} />
      </details>
    `;
  }

  override updated(): void {
    const { comparison } = this.viewer.state;
    if (comparison && comparison.name !== this.#shown) this.scrollIntoView({ block: "nearest" });
    this.#shown = comparison?.name;
  }

  #comparison({ name, rows, isComputing }: ComparisonState) {
    // Not yet measured must look different from not measurable.
    const unknown = isComputing
      ? html`<span title=${t("comparison.computing")} aria-label=${t("comparison.computing")}>…</span>`
      : "–";
    const hasThings = rows.some(({ panoptic }) => panoptic !== undefined);
    return html`
      <p class="name" title=${name}>${name}</p>
      ${rows.length > 0 ? html`<p class="quiet" role="status">${isComputing ? t("comparison.computing") : ""}</p>` : ""}
      ${
        rows.length === 0
          ? html`<p class="quiet" role="status">${isComputing ? t("comparison.computing") : t("comparison.none")}</p>`
          : html`<table aria-label=${t("comparison.title")}>
              <thead>
                <tr>
                  <th scope="col">${t("comparison.segment")}</th>
                  <th scope="col" title=${t("comparison.diceTitle")}>${t("comparison.dice")}</th>
                  <th scope="col" title=${t("comparison.hd95Title")}>${t("comparison.hd95")}</th>
                  ${hasThings ? html`<th scope="col" title=${t("comparison.pqTitle")}>${t("comparison.pq")}</th>` : ""}
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  ({ label, dice, hd95, panoptic }) => html`
                    <tr>
                      <th scope="row">${label}</th>
                      <td>${dice === undefined ? unknown : formatDice(dice)}</td>
                      <td>${hd95 === undefined ? unknown : Number.isFinite(hd95) ? formatNumber(hd95, 1) : t("comparison.empty")}</td>
                      ${hasThings ? html`<td title=${panopticDetails(panoptic)}>${panoptic?.pq === undefined ? "–" : formatDice(panoptic.pq)}</td>` : ""}
                    </tr>
                  `,
                )}
              </tbody>
              ${hasThings ? this.#inAll(rows) : ""}
            </table>`
      }
      <difference-switch .viewer=${this.viewer} from="reference"></difference-switch>
    `;
  }

  /** Panoptic quality over all classes; a stuff class counts as one instance. */
  #inAll(rows: readonly ComparisonRow[]) {
    const { pq, sq, rq, instanceDice } = panopticInAll(rows);
    if (pq === undefined) return "";
    const details = { sq: formatDice(sq!), rq: formatDice(rq!), dice: formatDice(instanceDice!) };
    return html`<tfoot>
      <tr>
        <th scope="row" colspan="3">${t("comparison.inAll")}</th>
        <td title=${t("comparison.qualities", details)}>${formatDice(pq)}</td>
      </tr>
    </tfoot>`;
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")!;
  }

  #picked(): void {
    const [file] = this.#input.files ?? [];
    this.#input.value = "";
    if (file) void this.viewer.attempt(({ comparison }) => comparison.open(file));
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

/** The components of panoptic quality: matched pairs, segmentation quality, recognition quality. */
function panopticDetails(quality: ComparisonRow["panoptic"]): string {
  if (quality?.pq === undefined) return "";
  const { truePositives, falsePositives, falseNegatives, sq, rq, instanceDice } = quality;
  return [
    t("comparison.instances", { found: truePositives, false: falsePositives, missed: falseNegatives }),
    t("comparison.qualities", {
      sq: formatDice(sq!),
      rq: formatDice(rq!),
      dice: formatDice(instanceDice!),
    }),
  ].join(" ");
}

customElements.define("comparison-panel", ComparisonPanel);
