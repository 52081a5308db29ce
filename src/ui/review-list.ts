import { html, nothing, type PropertyDeclarations } from "lit";
import { type ReviewItem, type ReviewOrder, toReviewItems } from "../controller/index.ts";
import { formatNumber, t } from "../texts/index.ts";
import { PanelElement } from "./panel-element.ts";
import "./review-buttons.ts";
import { reviewListStyles } from "./review-list-styles.ts";
import { panelStyles, shared } from "./styles.ts";

const columns: readonly ReviewOrder[] = ["name", "volumeMl", "diameterMm", "slice", "mean", "state"];

/** Findings with their measurements and review states. */
export class ReviewList extends PanelElement {
  static override properties: PropertyDeclarations = {
    ...PanelElement.properties,
    buttonsApart: { type: Boolean, attribute: "buttons-apart" },
  };
  /** The buttons are outside the list, where they stay visible. */
  declare buttonsApart: boolean;
  #shown: string | undefined;

  /** Scrolls to the finding under review, even if the list is longer than the panel. */
  override updated(): void {
    const { activeItem } = this.model.state;
    if (activeItem === this.#shown) return;
    this.#shown = activeItem;
    this.renderRoot.querySelector("tr.active")?.scrollIntoView({ block: "nearest" });
  }

  override render() {
    const { state } = this.model;
    const items = toReviewItems(state);
    if (items.length === 0) return "";
    return html`
      <h2>${t("review.title")}</h2>
      <div class="rows">
        <table aria-label=${t("review.title")}>
          <thead>
            <tr>
              ${columns.map((column) => this.#header(column))}
            </tr>
          </thead>
          <tbody>
            ${items.map((item) => this.#row(item))}
          </tbody>
        </table>
      </div>
      ${this.#details(items)}
      ${this.buttonsApart ? "" : html`<autoseg-review-buttons .model=${this.model}></autoseg-review-buttons>`}
    `;
  }

  /** All measurements of the finding under review. */
  #details(items: readonly ReviewItem[]) {
    const item = items.find(({ id }) => id === this.model.state.activeItem);
    const axes = item && axesOf(item);
    if (!axes) return "";
    const { name, mean, standardDeviation, isManual } = item;
    const values =
      mean !== undefined && standardDeviation !== undefined
        ? t("review.values", {
            mean: formatNumber(mean, 1),
            deviation: formatNumber(standardDeviation, 1),
            unit: this.model.state.study?.unit ?? "",
          })
        : undefined;
    const { activeUptake } = this.model.state;
    const uptake =
      activeUptake &&
      t("review.uptake", {
        max: formatNumber(activeUptake.max, 1),
        peak: formatNumber(activeUptake.peak, 1),
      });
    return html`
      <p class="quiet details" role="status">${name}: ${[axes, values, uptake].filter(Boolean).join(", ")}</p>
      ${
        isManual
          ? html`<button class="raised automatic" title=${t("review.useAutomaticTitle")} @click=${() => this.model.measureAutomatically(item)}>
              ${t("review.useAutomatic")}
            </button>`
          : ""
      }
    `;
  }

  #header(column: ReviewOrder) {
    const order = this.model.state.reviewOrder;
    const isSorted = order?.by === column;
    const direction = order?.descending ? "descending" : "ascending";
    return html`
      <th scope="col" class=${column} aria-sort=${isSorted ? direction : nothing}>
        <button title=${t(`review.columnTitles.${column}`)} @click=${() => this.#sort(column)}>
          ${this.#heading(column)}${isSorted ? html`<span aria-hidden="true">${order.descending ? "↓" : "↑"}</span>` : ""}
        </button>
      </th>
    `;
  }

  /** The heading of a column; grey values include their unit if it is short. */
  #heading(column: ReviewOrder): string {
    const isHu = column === "mean" && this.model.state.study?.unit === "HU";
    return isHu ? "HU" : t(`review.columns.${column}`);
  }

  /** First descending for numbers, then ascending, then unsorted. */
  #sort(by: ReviewOrder): void {
    const { reviewOrder: order } = this.model.state;
    const startsDescending = by !== "name" && by !== "state";
    const isSame = order?.by === by;
    const reviewOrder =
      isSame && order.descending !== startsDescending
        ? undefined
        : { by, descending: isSame ? !startsDescending : startsDescending };
    this.model.sortReview(reviewOrder);
  }

  #row(item: ReviewItem) {
    const { id, name, label, number, volumeMl, diameterMm, mean, state, isManual } = item;
    const manual = html`<span class="manual" role="img" title=${t("review.manual")} aria-label=${t("review.manual")}>*</span>`;
    return html`
      <tr class="${id === this.model.state.activeItem ? "active" : ""} ${state}-row" @click=${() => this.model.goTo(item)}>
        <td class="name">
          <button aria-label=${t("review.goTo", { name })} aria-pressed=${id === this.model.state.activeItem}>
            ${label}${number === undefined ? "" : html` ${number}`}
          </button>
        </td>
        <td>${formatNumber(volumeMl, volumeMl < 10 ? 2 : volumeMl < 100 ? 1 : 0)}</td>
        <td>${diameterMm === undefined ? "" : formatNumber(diameterMm, diameterMm < 10 ? 1 : 0)}${isManual ? manual : ""}</td>
        <td>${this.model.sliceNumber?.(item) ?? ""}</td>
        <td>${mean === undefined ? "" : formatNumber(mean, 0)}</td>
        <td class="state ${state}" title=${this.#saidOf(item) ?? nothing}>${t(`review.states.${state}`)}</td>
      </tr>
    `;
  }

  /** Who decided and when, and what a rejected item becomes. */
  #saidOf(item: ReviewItem): string | undefined {
    const { decision } = item;
    const at = decision && new Date(decision.at);
    const by =
      at && (decision.by ? t("review.decidedBy", { name: decision.by, at }) : t("review.decidedAt", { at }));
    const said = [this.#fateOf(item), by].filter((sentence) => sentence !== undefined);
    return said.length > 0 ? said.join(". ") : undefined;
  }

  /** What the voxels of a rejected item are exported as. */
  #fateOf({ state, findingId, segmentNumber }: ReviewItem): string | undefined {
    if (state !== "rejected") return undefined;
    const { rejected, segments } = this.model.state;
    const part = rejected.find(
      (one) => one.segmentNumber === segmentNumber && (findingId ?? one.findingId) === one.findingId,
    );
    const organ = segments.find((segment) => segment.segmentNumber === part?.becomes);
    return organ ? t("review.exportedAs", { label: organ.label }) : t("review.leftOut");
  }

  static override styles = [shared, panelStyles, reviewListStyles];
}

/** Both axes as text; undefined without axes. */
function axesOf({ diameterMm, shortAxisMm, isManual }: ReviewItem): string | undefined {
  if (diameterMm === undefined) return undefined;
  const long = formatNumber(diameterMm, 1);
  if (shortAxisMm === undefined) return t("review.manualLong", { long });
  return t(isManual ? "review.manualAxes" : "review.axes", { long, short: formatNumber(shortAxisMm, 1) });
}

customElements.define("autoseg-review", ReviewList);
