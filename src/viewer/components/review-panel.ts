import { css, html, nothing } from "lit";
import { type ReviewItem, type ReviewOrder, toReviewItems } from "../../extension/index.ts";
import { messages } from "../messages.ts";
import { panelStyles } from "./panel-styles.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

const columns: readonly ReviewOrder[] = ["name", "volumeMl", "diameterMm", "slice", "mean", "state"];

/** What was found, measured; what was said of it; and what a person changed since the model drew it. */
export class ReviewPanel extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const items = toReviewItems(state);
    if (items.length === 0) return "";
    const { review } = messages;
    const isActive = items.some(({ id }) => id === state.activeItem);
    const hasUnseen = items.some((item) => item.state === "unseen");
    return html`
      <h2>${review.title}</h2>
      <table aria-label=${review.title}>
        <thead>
          <tr>
            ${columns.map((column) => this.#header(column))}
          </tr>
        </thead>
        <tbody>
          ${items.map((item) => this.#row(item))}
        </tbody>
      </table>
      <div class="buttons">
        <button title=${review.rejectTitle} ?disabled=${!isActive} @click=${() => this.viewer.reviewing.decide("rejected")}>
          ${review.reject}
        </button>
        <button title=${review.acceptTitle} ?disabled=${!isActive} @click=${() => this.viewer.reviewing.decide("accepted")}>
          ${review.accept}
        </button>
        <button
          class=${hasUnseen ? "primary" : ""}
          title=${hasUnseen ? review.nextTitle : review.allSeen}
          ?disabled=${!hasUnseen}
          @click=${() => this.viewer.reviewing.next()}
        >
          ${review.next}
        </button>
      </div>
      ${this.#changes()}
    `;
  }

  #header(column: ReviewOrder) {
    const order = this.viewer.state.reviewOrder;
    const isSorted = order?.by === column;
    const direction = order?.descending ? "descending" : "ascending";
    return html`
      <th scope="col" class=${column} aria-sort=${isSorted ? direction : nothing}>
        <button title=${messages.review.columnTitles[column]} @click=${() => this.#sort(column)}>
          ${messages.review.columns[column]}${isSorted ? html`<span aria-hidden="true">${order.descending ? "↓" : "↑"}</span>` : ""}
        </button>
      </th>
    `;
  }

  /** Numbers from the largest on first, then from the smallest, then as they were found. */
  #sort(by: ReviewOrder): void {
    const { state, store } = this.viewer.workspace;
    const { reviewOrder: order } = state;
    const startsDescending = by !== "name" && by !== "state";
    const isSame = order?.by === by;
    const reviewOrder =
      isSame && order.descending !== startsDescending
        ? undefined
        : { by, descending: isSame ? !startsDescending : startsDescending };
    store.update({ reviewOrder });
  }

  #row(item: ReviewItem) {
    const { id, name, label, number, volumeMl, diameterMm, mean, state } = item;
    const pane = this.viewer.workspace.view?.panes.axial;
    const slice = pane?.isOpen ? pane.toPosition(item.slice) + 1 : "";
    return html`
      <tr class=${id === this.viewer.state.activeItem ? "active" : ""} @click=${() => this.viewer.reviewing.goTo(item)}>
        <td class="name">
          <button aria-label=${messages.review.goTo(name)} aria-pressed=${id === this.viewer.state.activeItem}>
            <span class="label">${label}</span> ${number ?? ""}
          </button>
        </td>
        <td>${volumeMl.toFixed(volumeMl < 10 ? 2 : volumeMl < 100 ? 1 : 0)}</td>
        <td>${diameterMm === undefined ? "" : diameterMm.toFixed(diameterMm < 10 ? 1 : 0)}</td>
        <td>${slice}</td>
        <td>${mean === undefined ? "" : mean.toFixed(0).replace("-", "−")}</td>
        <td class="state ${state}">${messages.review.states[state]}</td>
      </tr>
    `;
  }

  #changes() {
    const { changes, segments, showsChanges } = this.viewer.state;
    return html`
      <details ?open=${showsChanges} @toggle=${this.#toggleChanges}>
        <summary>${messages.review.changes}</summary>
        ${
          changes
            ? html`<dl>
                ${changes.map(({ segmentNumber, added, removed, dice }) => {
                  const label = segments.find((row) => row.segmentNumber === segmentNumber)?.label ?? "";
                  return html`
                    <dt>${label}</dt>
                    <dd>
                      ${
                        added + removed === 0
                          ? messages.review.unchanged
                          : messages.review.change(count(added), count(removed), dice.toFixed(3))
                      }
                    </dd>
                  `;
                })}
              </dl>`
            : html`<p class="quiet">${messages.review.noDraft}</p>`
        }
      </details>
    `;
  }

  #toggleChanges(event: Event): void {
    const { workspace, reviewing } = this.viewer;
    workspace.store.update({ showsChanges: (event.target as HTMLDetailsElement).open });
    if (workspace.state.showsChanges) reviewing.compareWithDraft();
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      table {
        width: 100%;
        table-layout: fixed;
        border-collapse: collapse;
        font-size: 12px;
      }
      th,
      td {
        padding: 0 3px;
        height: 26px;
        text-align: right;
        white-space: nowrap;
      }
      th button,
      td button {
        height: 24px;
        padding: 0;
        font-size: 12px;
        color: inherit;
        background: none;
      }
      th button {
        min-width: 24px;
        justify-content: flex-end;
      }
      th.name button {
        justify-content: flex-start;
      }
      th {
        font-weight: 400;
        color: var(--muted);
      }
      .name {
        text-align: left;
      }
      td.name button {
        max-width: 100%;
        gap: 4px;
        justify-content: flex-start;
      }
      .label {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      th.volumeMl,
      th.slice,
      th.mean {
        width: 39px;
      }
      th.diameterMm {
        width: 30px;
      }
      th.state {
        width: 62px;
      }
      .state {
        padding-right: 0;
      }
      tbody tr {
        cursor: pointer;
        border-top: 1px solid var(--line);
      }
      tbody tr:hover {
        background: var(--raised);
      }
      tbody tr.active {
        background: var(--selected);
      }
      .unseen {
        color: var(--warning);
      }
      .accepted,
      .corrected {
        color: #7cc795;
      }
      .rejected {
        color: var(--muted);
        text-decoration: line-through;
      }
      th.name,
      td.name {
        padding-left: 0;
      }
      .buttons {
        margin-top: 8px;
        gap: 4px;
      }
      .buttons button {
        padding: 0 10px;
      }
      summary {
        cursor: pointer;
        color: var(--muted);
        font-size: 12px;
        padding: 4px 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 3px 12px;
        margin: 4px 0 0;
        font-size: 12px;
      }
      dd {
        margin: 0;
        text-align: right;
      }
    `,
  ];
}

/** 12,345 */
function count(voxels: number): string {
  return voxels.toLocaleString("en");
}

customElements.define("review-panel", ReviewPanel);
