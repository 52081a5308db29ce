import { html } from "lit";
import type { FollowUpState, FollowUpSums } from "../../controller/index.ts";
import type { LesionMeasures, LesionRow, RecistResult } from "../../follow-up/index.ts";
import { formatNumber, t } from "../../texts/index.ts";
import { downloadFile, panelStyles, shared } from "../../ui/index.ts";
import { followUpStyles } from "./follow-up-styles.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Lesions compared with a prior study: matches, changes, target lesions, sums of diameters and the response. */
export class FollowUpPanel extends ViewerElement {
  #isShown = false;

  /** Scrolls the panel into view when a prior study has just been opened. */
  override updated(): void {
    const isShown = this.viewer.state.followUp !== undefined;
    if (isShown && !this.#isShown) this.scrollIntoView({ block: "nearest" });
    this.#isShown = isShown;
  }

  override render() {
    const { study, followUp } = this.viewer.state;
    if (!study) return "";
    return html`
      <details ?open=${followUp !== undefined}>
        <summary>${t("followUp.title")}</summary>
        ${followUp ? this.#followUp(followUp) : html`<p class="quiet">${t("followUp.explain")}</p>`}
        <div class="buttons">
          ${
            followUp
              ? html`<button title=${t("followUp.closeTitle")} @click=${() => this.#controller.close()}>${t("followUp.close")}</button>`
              : ""
          }
          <button class="raised" @click=${() => this.#input("files").click()}>${t("followUp.openFiles")}</button>
          <button class="raised" @click=${() => this.#input("folder").click()}>${t("followUp.openFolder")}</button>
        </div>
        <input type="file" class="files" multiple hidden aria-label=${t("followUp.files")} @change=${this.#picked} />
        <input type="file" class="folder" webkitdirectory hidden aria-label=${t("followUp.folder")} @change=${this.#picked} />
      </details>
    `;
  }

  get #controller() {
    return this.viewer.controller.followUp;
  }

  #input(name: "files" | "folder"): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>(`input.${name}`)!;
  }

  #picked({ target }: Event): void {
    const input = target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length > 0) void this.viewer.prior.openFiles(files);
  }

  #followUp(followUp: FollowUpState) {
    const { rows, result, isLinked, offsetMm } = followUp;
    const [x, y, z] = offsetMm.map((mm) => formatNumber(mm, 1));
    return html`
      <label class="switch">
        <input
          type="checkbox"
          .checked=${isLinked}
          @change=${(event: Event) => this.#controller.setLinked((event.target as HTMLInputElement).checked)}
        />
        ${t("followUp.linked")}
      </label>
      <button class="raised" title=${t("followUp.linkHereTitle")} @click=${() => this.viewer.prior.linkHere()}>
        ${t("followUp.linkHere")}
      </button>
      ${offsetMm.some((mm) => mm !== 0) ? html`<p class="quiet">${t("followUp.offset", { x: x!, y: y!, z: z! })}</p>` : ""}
      ${
        rows.length === 0
          ? html`<p class="quiet">${t(followUp.hasSegments ? "followUp.noLesions" : "followUp.noSegments")}</p>`
          : this.#table(followUp)
      }
      ${rows.length > 0 && result ? this.#result(result, followUp.sums) : ""}
    `;
  }

  #table({ rows, priorLesions }: FollowUpState) {
    return html`
      <table aria-label=${t("followUp.title")}>
        <thead>
          <tr>
            <th scope="col">${t("followUp.columns.lesion")}</th>
            <th scope="col" title=${t("followUp.columnTitles.prior")}>${t("followUp.columns.prior")}</th>
            <th scope="col" title=${t("followUp.columnTitles.current")}>${t("followUp.columns.current")}</th>
            <th scope="col" title=${t("followUp.columnTitles.change")}>${t("followUp.columns.change")}</th>
            <th scope="col" title=${t("followUp.columnTitles.target")}>${t("followUp.columns.target")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#row(row, priorLesions))}
        </tbody>
      </table>
      <p class="quiet">${t("followUp.rules")}</p>
    `;
  }

  #row(row: LesionRow, priorLesions: FollowUpState["priorLesions"]) {
    const { current, prior, isNode, isTarget, isNew, diameterChange, volumeChange } = row;
    const name = current?.name ?? prior?.name ?? "";
    const check = (label: string, isOn: boolean, choose: (is: boolean) => void, isDisabled = false) => html`
      <input
        type="checkbox"
        aria-label=${label}
        .checked=${isOn}
        ?disabled=${isDisabled}
        @change=${(event: Event) => choose((event.target as HTMLInputElement).checked)}
      />
    `;
    const choose = (what: Parameters<typeof this.viewer.controller.followUp.choose>[1]) => (is: boolean) =>
      this.#controller.choose(row, what, is);
    return html`
      <tr>
        <th scope="row">
          <button class="name" @click=${() => this.#goTo(row)}>${name}</button>
        </th>
        <td>${prior ? measuresText(prior, isNode) : html`<span class="quiet">–</span>`}</td>
        <td>${current ? measuresText(current, isNode) : t("followUp.gone")}</td>
        <td>${prior && current ? html`${percent(diameterChange)}<br />${percent(volumeChange)}` : isNew ? t("followUp.new") : ""}</td>
        <td>${prior ? check(t("followUp.isTarget", { name }), isTarget, choose("targets")) : ""}</td>
      </tr>
      <tr class="more">
        <td colspan="5">
          ${current ? this.#match(current, row, priorLesions) : ""}
          <label title=${t("followUp.nodeTitle")}>${check(t("followUp.isNode", { name }), isNode, choose("nodes"))}${t("followUp.node")}</label>
          ${
            prior
              ? ""
              : html`<label>${check(t("followUp.isNew", { name }), isNew, choose("news"))}${t("followUp.countsAsNew")}</label>`
          }
        </td>
      </tr>
    `;
  }

  /** A choice of the counterpart in the prior study. */
  #match(current: LesionMeasures, { prior, by }: LesionRow, priorLesions: FollowUpState["priorLesions"]) {
    const chosen = prior ? String(prior.findingId) : "";
    return html`
      <select
        aria-label=${t("followUp.matchOf", { name: current.name })}
        title=${by ? t(`followUp.by.${by}`) : t("followUp.none")}
        .value=${chosen}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.#controller.match(current.findingId, value === "" ? undefined : Number(value));
        }}
      >
        <option value="" ?selected=${chosen === ""}>${t("followUp.none")}</option>
        ${priorLesions.map(
          ({ id, name }) => html`<option value=${id} ?selected=${String(id) === chosen}>${name}</option>`,
        )}
      </select>
    `;
  }

  #goTo({ current, prior }: LesionRow): void {
    const { review } = this.viewer.controller;
    const item = review.items.find(({ findingId }) => findingId === current?.findingId);
    if (item) review.goTo(item);
    else if (prior) this.viewer.prior.goTo(prior.findingId);
  }

  #result(result: RecistResult, sums: FollowUpSums) {
    const { priorSumMm, sumMm, baselineSumMm, nadirSumMm, fromBaseline, fromNadir, overall, reason } = result;
    const mm = (value: number) => `${formatNumber(value, 1)} mm`;
    const field = (name: "baselineSumMm" | "nadirSumMm", label: string, title: string, used: number) => html`
      <label title=${title}>
        <span class="quiet">${label}</span>
        <input
          type="number"
          min="0"
          step="0.1"
          placeholder=${used.toFixed(1)}
          .value=${sums[name] === undefined ? "" : String(sums[name])}
          @change=${(event: Event) => {
            const { value, valueAsNumber } = event.target as HTMLInputElement;
            const isGiven = value !== "" && valueAsNumber >= 0;
            this.#controller.setSums({ [name]: isGiven ? valueAsNumber : undefined });
          }}
        />
        <span class="unit">mm</span>
      </label>
    `;
    return html`
      <dl>
        <dt>${t("followUp.sum")}</dt>
        <dd>${mm(priorSumMm)} → ${mm(sumMm)}</dd>
        <dt class="quiet">${t("followUp.fromBaseline")}</dt>
        <dd>${percent(fromBaseline)}</dd>
        <dt class="quiet">${t("followUp.fromNadir")}</dt>
        <dd>${percent(fromNadir)}</dd>
      </dl>
      ${field("baselineSumMm", t("followUp.baseline"), t("followUp.baselineTitle"), baselineSumMm)}
      ${field("nadirSumMm", t("followUp.nadir"), t("followUp.nadirTitle"), nadirSumMm)}
      <label class="switch">
        <input
          type="checkbox"
          .checked=${sums.nonTargetProgresses}
          @change=${(event: Event) =>
            this.#controller.setSums({ nonTargetProgresses: (event.target as HTMLInputElement).checked })}
        />
        ${t("followUp.nonTarget")}
      </label>
      <p role="status" class="response">${t("followUp.response", { response: t(`followUp.responses.${overall}`) })}</p>
      <p class="quiet">${t(`followUp.reasons.${reason}`)}</p>
      <button class="raised" title=${t("followUp.exportTitle")} @click=${() => this.#export()}>${t("followUp.export")}</button>
    `;
  }

  #export(): void {
    void this.viewer.attempt(({ followUp }) => {
      const { file, fileName } = followUp.toCsv();
      downloadFile(file, fileName);
    });
  }

  static override styles = [shared, panelStyles, followUpStyles];
}

/** "14.0" above "1.52 ml"; manual measurements are marked. */
function measuresText({ longMm, shortMm, volumeMl, isManual }: LesionMeasures, isNode: boolean) {
  const mm = isNode ? shortMm : longMm;
  return html`${mm === undefined ? "–" : formatNumber(mm, 1)}${isManual ? "*" : ""} mm<br />${formatNumber(volumeMl, volumeMl < 10 ? 2 : 1)} ml`;
}

/** Such as "+12 %". */
function percent(fraction: number | undefined): string {
  if (fraction === undefined) return "–";
  return `${fraction > 0 ? "+" : ""}${formatNumber(100 * fraction, 0)} %`;
}

customElements.define("follow-up-panel", FollowUpPanel);
