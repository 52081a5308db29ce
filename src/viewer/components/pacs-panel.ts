import { css, html } from "lit";
import type { StoredObject, WorklistStudy } from "../../dicomweb/index.ts";
import { formatNumber, t } from "../../texts/index.ts";
import { dialogStyles, shared } from "../../ui/index.ts";
import {
  type PacsSearch,
  type Period,
  periods,
  type ShownState,
  searchedModalities,
  shownStates,
  stateOfStudy,
} from "../pacs-state.ts";
import { formatDate, formatName, shownText } from "../study-summary.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The worklist of a PACS: its address, a search, and the studies with their segmentations. */
export class PacsPanel extends ViewerElement {
  override render() {
    const { address, search, fault, isAsking, archive } = this.viewer.state.pacs;
    return html`
      <form @submit=${this.#searched}>
        <label class="address">
          <span>${t("pacs.address")}</span>
          <input name="address" type="url" required placeholder=${t("pacs.addressExample")} .value=${address} />
        </label>
        <label>
          <span>${t("pacs.person")}</span>
          <input name="person" type="search" .value=${search.person} ?autofocus=${address !== ""} />
        </label>
        <label>
          <span>${t("pacs.period")}</span>
          <select name="period">
            ${periods.map((each) => html`<option value=${each} ?selected=${each === search.period}>${t(`pacs.periods.${each}`)}</option>`)}
          </select>
        </label>
        <label>
          <span>${t("pacs.modality")}</span>
          <select name="modality">
            ${searchedModalities.map((each) => html`<option value=${each} ?selected=${each === search.modality}>${each || t("pacs.anyModality")}</option>`)}
          </select>
        </label>
        <label>
          <span>${t("pacs.show")}</span>
          <select name="show">
            ${shownStates.map((each) => html`<option value=${each} ?selected=${each === search.show}>${t(`pacs.states.${each}`)}</option>`)}
          </select>
        </label>
        <button class="primary" type="submit">${t("pacs.search")}</button>
      </form>
      ${fault ? html`<p class="fault" role="alert">${fault}</p>` : ""}
      ${this.#studies()}
      <div class="footer">
        <span class="quiet" role="status">${isAsking ? t("pacs.asking") : ""}</span>
        ${archive ? html`<span class="quiet">${t("pacs.archiveOf", { name: archive.name })}</span>` : ""}
        <button
          class="raised"
          title=${t("pacs.archiveTitle")}
          @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")!.click()}
        >
          ${t("pacs.archive")}
        </button>
        <input type="file" hidden aria-label=${t("pacs.archive")} accept=".json,application/json" @change=${this.#archivePicked} />
        <button @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
    `;
  }

  #studies() {
    const { studies, hasMore, isAsking } = this.viewer.state.pacs;
    if (!studies) return "";
    if (studies.length === 0) return html`<p>${t("pacs.none")}</p>`;
    return html`
      <ul aria-label=${t("pacs.studies")}>
        ${studies.map((study) => html`<li>${this.#study(study)}</li>`)}
      </ul>
      ${
        hasMore
          ? html`<button class="more" ?disabled=${isAsking} @click=${() => void this.viewer.pacs.more()}>${t("pacs.more")}</button>`
          : ""
      }
    `;
  }

  #study(study: WorklistStudy) {
    const { expanded, objects } = this.viewer.state.pacs;
    const { studyInstanceUID, patientName, patientID, date, description, modalities } = study;
    const isOpen = expanded === studyInstanceUID;
    return html`
      <button
        class="study"
        aria-expanded=${isOpen}
        @click=${() => void this.viewer.pacs.expand(studyInstanceUID)}
      >
        <span>${formatName(patientName) || t("study.noName")} <span class="quiet">${shownText(patientID)}</span></span>
        <span>${formatDate(date)}</span>
        <span>${modalities.join(" ")}</span>
        <span>${shownText(description)}</span>
        <span class="state">${this.#stateOf(studyInstanceUID)}</span>
      </button>
      ${
        isOpen
          ? html`<div class="objects">
              <button class="primary" @click=${() => void this.viewer.pacs.openStudy(study)}>${t("pacs.openImages")}</button>
              ${this.#asPrior(study)}
              ${this.#objects(study, objects.get(studyInstanceUID))}
            </div>`
          : ""
      }
    `;
  }

  #objects(study: WorklistStudy, objects: readonly StoredObject[] | undefined) {
    if (!objects) return html`<span class="quiet">${t("pacs.asking")}</span>`;
    if (objects.length === 0) return html`<span class="quiet">${t("pacs.noObjects")}</span>`;
    return html`
      <ul aria-label=${t("pacs.objects")}>
        ${objects.map((object) => html`<li>${this.#object(study, object)} ${this.#asPrior(study, object)}</li>`)}
      </ul>
    `;
  }

  #object(study: WorklistStudy, object: StoredObject) {
    const { kind, date, creator, isReplaced, needsReview } = object;
    const details = [
      kind === "segmentation" ? "SEG" : "RTSTRUCT",
      formatDate(date),
      formatName(creator),
      isReplaced ? t("pacs.replaced") : needsReview ? t("pacs.states.toReview") : "",
    ];
    return html`
      <button @click=${() => void this.viewer.pacs.openStudy(study, object)}>
        <span>${this.#titleOf(object)}</span>
        <span class="quiet">${details.filter(Boolean).join(" · ")}</span>
      </button>
    `;
  }

  /** A button to open a study next to the open one. */
  #asPrior(study: WorklistStudy, object?: StoredObject) {
    if (!this.viewer.state.study) return "";
    const of = object ? `: ${this.#titleOf(object)}` : "";
    return html`
      <button
        class="prior"
        title=${t("followUp.asPriorTitle")}
        aria-label="${t("followUp.asPrior")}${of}"
        @click=${() => void this.viewer.pacs.openPrior(study, object)}
      >
        ${t("followUp.asPrior")}
      </button>
    `;
  }

  #titleOf({ title, segments }: StoredObject): string {
    return shownText(title) || segments.slice(0, 6).map(shownText).join(", ");
  }

  #stateOf(studyInstanceUID: string): string {
    const { pacs } = this.viewer.state;
    const state = stateOfStudy(pacs, studyInstanceUID);
    const uncertainty = pacs.archive?.results.get(studyInstanceUID);
    const percent = uncertainty === undefined ? "" : formatNumber(100 * uncertainty, 0);
    if (state === "toReview" && percent) return t("pacs.toReviewUncertain", { percent });
    if (state === "failed")
      return t("pacs.failed", { reason: pacs.archive!.failures.get(studyInstanceUID)! });
    return state ? t(`pacs.states.${state}`) : "";
  }

  readonly #archivePicked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (file) void this.viewer.pacs.readArchive(file);
  };

  readonly #searched = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const value = (name: string) => String(data.get(name) ?? "");
    const address = value("address").trim();
    if (address !== this.viewer.state.pacs.address) this.viewer.pacs.setAddress(address);
    void this.viewer.pacs.search({
      person: value("person"),
      period: value("period") as Period,
      modality: value("modality") as PacsSearch["modality"],
      show: value("show") as ShownState,
    });
  };

  static override styles = [
    shared,
    dialogStyles,
    css`
      form {
        display: grid;
        grid-template-columns: 1fr auto auto auto auto;
        align-items: end;
        gap: calc(8 * var(--unit));
      }
      label {
        display: grid;
        gap: calc(2 * var(--unit));
      }
      .address {
        grid-column: 1 / -1;
      }
      label > span,
      .quiet {
        color: var(--muted);
        font-size: var(--font-size-small);
      }
      ul {
        margin: calc(10 * var(--unit)) 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        border-top: var(--line-width) solid var(--line);
      }
      .study,
      .objects li button:first-child {
        width: 100%;
        height: auto;
        padding: calc(7 * var(--unit)) calc(6 * var(--unit));
        text-align: left;
        white-space: normal;
      }
      form input {
        height: var(--control);
        padding: 0 calc(8 * var(--unit));
        border: 0;
        border-radius: var(--radius);
        background: var(--raised);
      }
      .study {
        display: grid;
        /* The same columns in every row, whatever it contains. */
        grid-template-columns: minmax(0, 6fr) minmax(calc(86 * var(--unit)), 2fr) minmax(0, 3fr) minmax(0, 6fr) minmax(0, 4fr);
        gap: calc(8 * var(--unit));
      }
      .study[aria-expanded="true"] {
        background: var(--selected);
      }
      .study > span {
        overflow-wrap: anywhere;
      }
      .state {
        color: var(--accent);
      }
      .objects {
        padding: calc(8 * var(--unit)) calc(6 * var(--unit)) calc(10 * var(--unit)) calc(20 * var(--unit));
      }
      .objects li {
        display: flex;
        align-items: center;
        gap: calc(8 * var(--unit));
      }
      .objects li button:first-child {
        display: grid;
        justify-content: start;
      }
      .prior {
        background: var(--raised);
        white-space: nowrap;
      }
      .more {
        margin-top: calc(8 * var(--unit));
        background: var(--raised);
      }
      .fault {
        margin: calc(10 * var(--unit)) 0 0;
        color: var(--warning);
      }
      .footer {
        align-items: center;
      }
      .footer [role="status"] {
        margin-right: auto;
      }
      .raised {
        background: var(--raised);
      }
      @media (max-width: 700px) {
        form,
        .study {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];
}

customElements.define("pacs-panel", PacsPanel);
